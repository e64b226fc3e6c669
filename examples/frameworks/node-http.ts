import { createServer, type IncomingMessage } from 'node:http'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'

const sessions = createSessions<{ visits: number }>(optionsFromEnv())

const server = createServer(
  withSession(sessions, async (req, res, session) => {
    const route = `${req.method} ${req.url}`
    if (route === 'GET /') {
      session.set('visits', session.get('visits', 0) + 1)
      const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
      res.setHeader('Content-Type', 'text/plain; charset=utf-8')
      res.end(`${greeting}You have visited ${session.get('visits')} times`)
    } else if (route === 'POST /login') {
      const name = await nameIn(req)
      if (name === '') {
        res.writeHead(400).end('Who are you?')
        return
      }
      session.login(name) // after checking a password
      res.writeHead(303, { Location: '/' }).end()
    } else if (route === 'POST /logout') {
      await session.logout()
      res.writeHead(303, { Location: '/' }).end()
    } else {
      res.writeHead(404).end('Not Found')
    }
  }),
)

async function nameIn(req: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of req) if (body.length < 1_000) body += chunk
  const isJson = req.headers['content-type']?.startsWith('application/json')
  return String((isJson ? JSON.parse(body).name : new URLSearchParams(body).get('name')) ?? '')
}

const port = Number(process.env['PORT'] ?? 3000)
server.listen(port, '127.0.0.1', () => console.info(`http://127.0.0.1:${port}`))
