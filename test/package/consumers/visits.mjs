// Uses the installed package as an app would and prints what happened, as JSON.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { createSessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'
import { withSession as withWebSession } from 'coatcheck/adapters/web'

const sessions = createSessions({ secrets: 'cV5Tq0mKZ3uXjWf1oYbR8sLdHn7gEa2p4iJxQkTwvMU' })

const server = createServer(
  withSession(sessions, (request, response, session) => {
    if (request.url === '/count') session.set('visits', session.get('visits', 0) + 1)
    if (request.url === '/logout') session.logout()
    response.end(`visits ${session.get('visits', 0)}`)
  }),
)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const origin = `http://127.0.0.1:${server.address().port}`

const jar = { cookie: '' }
async function visit(path) {
  const response = await fetch(origin + path, { headers: jar.cookie === '' ? {} : jar })
  const [line] = response.headers.getSetCookie()
  if (line !== undefined) jar.cookie = line.slice(0, line.indexOf(';'))
  return { text: await response.text(), setsCookie: line !== undefined }
}
const node = [await visit('/'), await visit('/count'), await visit('/count'), await visit('/')]
node.push(await visit('/logout'), await visit('/'))
server.close()
server.closeAllConnections()

const handle = withWebSession(sessions, (_request, session) => {
  session.set('when', new Date(0))
  return new Response(session.get('when').toISOString())
})
const response = await handle(new Request('https://example.com/'))
const web = [await response.text(), response.headers.getSetCookie().length]

const required = createRequire(import.meta.url)('coatcheck')
const isRequirable = required.createSessions === createSessions

console.log(JSON.stringify({ node, web, isRequirable }))
