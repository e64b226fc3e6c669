import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createSessions, optionsFromEnv, type Session } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'
import { openUpgrade } from 'coatcheck/adapters/upgrade'
import { memoryStore } from 'coatcheck/stores/memory'
import { type WebSocket, WebSocketServer } from 'ws'

interface Data {
  said: number
}

const sessions = createSessions<Data>(optionsFromEnv({ store: memoryStore() }))

const server = createServer(
  withSession(sessions, async (req, res, session) => {
    if (req.method === 'POST' && req.url === '/login') session.login('Ada') // after a password
    if (req.method === 'POST' && req.url === '/logout') await session.logout()
    res.end(`You have said ${session.get('said', 0)} things`)
  }),
)

const sockets = new WebSocketServer({ noServer: true, maxPayload: 10_000 })

server.on('upgrade', (req, socket, head) => {
  socket.on('error', () => {})
  welcome(req, socket, head).catch(() => socket.destroy())
})

async function welcome(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const session = await openUpgrade(sessions, req)
  const isOurPage = req.headers.origin === `http://${req.headers.host}`
  if (!isOurPage || session.subject === null) {
    socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
    return
  }
  sockets.handleUpgrade(req, socket, head, (ws) => {
    ws.on('error', () => {})
    ws.on('message', () => answer(ws, session).catch(() => ws.close(1011, 'try again')))
  })
}

async function answer(ws: WebSocket, session: Session<Data>): Promise<void> {
  if (!(await session.isLive())) return ws.close(4401, 'logged out')
  const said = await session.update((data) => {
    data.said = (data.said ?? 0) + 1
    return data.said
  })
  ws.send(`${session.subject} has said ${said} things`)
}

const port = Number(process.env['PORT'] ?? 3000)
server.listen(port, '127.0.0.1', () => console.info(`http://127.0.0.1:${port}`))
