import { createSessions, optionsFromEnv } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'

const sessions = createSessions<{ visits: number }>(optionsFromEnv())

const answer = withSession(
  sessions,
  async (request, session, _info: DenoInfo) => {
    const route = `${request.method} ${new URL(request.url).pathname}`
    if (route === 'GET /') {
      session.set('visits', session.get('visits', 0) + 1)
      const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
      return new Response(`${greeting}You have visited ${session.get('visits')} times`)
    }
    if (route === 'POST /login') {
      const name = await nameIn(request)
      if (name === '') return new Response('Who are you?', { status: 400 })
      session.login(name) // after checking a password
      return new Response(null, { status: 303, headers: { Location: '/' } })
    }
    if (route === 'POST /logout') {
      await session.logout()
      return new Response(null, { status: 303, headers: { Location: '/' } })
    }
    return new Response('Not Found', { status: 404 })
  },
  { peerAddress: (_request, info) => info.remoteAddr.hostname },
)

async function nameIn(request: Request): Promise<string> {
  const isJson = request.headers.get('content-type')?.startsWith('application/json')
  return String(
    (isJson ? Object(await request.json()).name : (await request.formData()).get('name')) ?? '',
  )
}

const port = Number(process.env['PORT'] ?? 3000)
const onListen = (): void => console.info(`http://127.0.0.1:${port}`)
Deno.serve({ port, hostname: '127.0.0.1', onListen }, answer)
