import { createSessions, optionsFromEnv, type Session } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { memoryStore } from 'coatcheck/stores/memory'

interface Data {
  said: number
}

const sessions = createSessions<Data>(optionsFromEnv({ store: memoryStore() }))

const fetch = withSession(sessions, async (request, session, server: BunServer) => {
  const { pathname, origin } = new URL(request.url)
  if (pathname === '/socket') {
    const isOurPage = request.headers.get('origin') === origin
    if (!isOurPage || session.subject === null) return new Response('Log in', { status: 401 })
    // Bun sends the answer to the upgrade by itself.
    if (server.upgrade(request, { data: session })) return undefined
    return new Response('This is a WebSocket', { status: 426 })
  }
  if (request.method === 'POST' && pathname === '/login') session.login('Ada') // after a password
  if (request.method === 'POST' && pathname === '/logout') await session.logout()
  return new Response(`You have said ${session.get('said', 0)} things`)
})

async function answer(ws: BunSocket<Session<Data>>): Promise<void> {
  const session = ws.data
  if (!(await session.isLive())) return ws.close(4401, 'logged out')
  const said = await session.update((data) => {
    data.said = (data.said ?? 0) + 1
    return data.said
  })
  ws.send(`${session.subject} has said ${said} things`)
}

const port = Number(process.env['PORT'] ?? 3000)
Bun.serve<Session<Data>>({
  port,
  hostname: '127.0.0.1',
  fetch,
  websocket: { message: (ws) => answer(ws).catch(() => ws.close(1011, 'try again')) },
})
console.info(`http://127.0.0.1:${port}`)
