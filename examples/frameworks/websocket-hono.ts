import { createSessions, optionsFromEnv, type Session } from 'coatcheck'
import { honoSession } from 'coatcheck/adapters/hono'
import { memoryStore } from 'coatcheck/stores/memory'
import { Hono } from 'hono'
import { upgradeWebSocket, websocket } from 'hono/bun'
import type { WSContext } from 'hono/ws'

interface Data {
  said: number
}

const sessions = createSessions<Data>(optionsFromEnv({ store: memoryStore() }))

const app = new Hono()
  .use(honoSession(sessions))

  .get('/', (c) => c.text(`You have said ${c.get('session').get('said', 0)} things`))

  .post('/login', (c) => {
    c.get('session').login('Ada') // after a password
    return c.text('Welcome')
  })

  .post('/logout', async (c) => {
    await c.get('session').logout()
    return c.text('Bye')
  })

  .use('/socket', async (c, next) => {
    const isOurPage = c.req.header('origin') === new URL(c.req.url).origin
    if (!isOurPage || c.get('session').subject === null) return c.text('Log in', 401)
    return next()
  })

  .get(
    '/socket',
    upgradeWebSocket((c) => {
      const session: Session<Data> = c.get('session')
      return {
        onMessage: (_event, ws) => answer(ws, session).catch(() => ws.close(1011, 'try again')),
      }
    }),
  )

async function answer(ws: WSContext, session: Session<Data>): Promise<void> {
  if (!(await session.isLive())) return ws.close(4401, 'logged out')
  const said = await session.update((data) => {
    data.said = (data.said ?? 0) + 1
    return data.said
  })
  ws.send(`${session.subject} has said ${said} things`)
}

const port = Number(process.env['PORT'] ?? 3000)
Bun.serve({ port, hostname: '127.0.0.1', fetch: app.fetch, websocket })
console.info(`http://127.0.0.1:${port}`)
