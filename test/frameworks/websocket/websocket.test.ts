import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Visitor, visitorOf } from '../../clients/cookie-jar.ts'
import { bun } from '../../package/runtimes.ts'
import { describeWith } from '../../requirements.ts'
import { sparePort } from '../../servers/spare-port.ts'
import { type Command, onBun, onNode } from '../commands.ts'
import { type FrameworkProcess, startFramework } from '../framework-process.ts'
import { type Framework, requirementOf } from '../frameworks.ts'

const secret = 'k7Qm2vXc9RzLw4Tn8YbHs6JdPf3GaEuKiOoWqVtZxBM'
const root = fileURLToPath(new URL('../../../', import.meta.url))

const needsBun: Framework = { name: 'websocket', runtime: bun }

const examples: readonly (readonly [name: string, Framework, run: (file: string) => Command])[] = [
  ['websocket-node.ts', { name: 'websocket' }, onNode],
  ['websocket-bun.ts', needsBun, onBun],
  ['websocket-hono.ts', needsBun, onBun],
]

for (const [name, framework, run] of examples) {
  describeWith(requirementOf(framework), `examples/frameworks/${name}`, () => {
    let server: FrameworkProcess
    beforeAll(async () => {
      // Packages are found from where a file is.
      const copy = `test/frameworks/websocket/.cache/${name}`
      await cp(`${root}examples/frameworks/${name}`, `${root}${copy}`)
      const env = { SECRET_KEY: secret, PORT: String(await sparePort()) }
      server = await startFramework({ name, command: run(copy), env })
      return () => server[Symbol.asyncDispose]()
    })

    it('knows who opened a socket, and what is said there counts for pages too', async () => {
      const visitor = await loggedIn(server)
      const [one, another] = [await open(server, visitor), await open(server, visitor)]
      expect(await answerOf(one)).toBe('Ada has said 1 things')
      expect(await answerOf(another)).toBe('Ada has said 2 things')
      expect(await answerOf(one)).toBe('Ada has said 3 things')
      expect(await pageOf(visitor)).toBe('You have said 3 things')
      for (const socket of [one, another]) socket.terminate()
    })

    it('loses nothing of what is said at the same time', async () => {
      const visitor = await loggedIn(server)
      const sockets = await Promise.all(Array.from({ length: 10 }, () => open(server, visitor)))
      await Promise.all(sockets.map(answerOf))
      expect(await pageOf(visitor)).toBe('You have said 10 things')
      for (const socket of sockets) socket.terminate()
    })

    it('closes a socket whose session was logged out elsewhere, and no other', async () => {
      const [visitor, other] = [await loggedIn(server), await loggedIn(server)]
      const [ended, going] = [await open(server, visitor), await open(server, other)]
      await visitor.fetch('/logout', { method: 'POST' })
      const closed = once(ended, 'close')
      ended.send('still here?')
      expect((await closed)[0]).toBe(4401)
      expect(await answerOf(going)).toBe('Ada has said 1 things')
      going.terminate()
    })

    it('goes on when much is said at once, and when somebody hangs up', async () => {
      const visitor = await loggedIn(server)
      const [talkative, hasty] = [await open(server, visitor), await open(server, visitor)]
      hasty.send('hello')
      hasty.terminate()
      const heard = Promise.race([once(talkative, 'message'), once(talkative, 'close')])
      talkative.send('x'.repeat(20_000))
      await heard
      talkative.terminate()
      expect(await answerOf(await open(server, visitor))).toMatch(/^Ada has said \d things$/)
      expect(server.isRunning(), server.complaints()).toBe(true)
    })

    it('refuses a socket to whoever is not logged in, and to pages of other sites', async () => {
      const member = await loggedIn(server)
      await expect(open(server, visitorOf(server.origin))).rejects.toThrow(/401/)
      await expect(open(server, member, 'http://elsewhere.example')).rejects.toThrow(/401/)
      const garbage = { cookie: 'session=garbage', origin: server.origin }
      await expect(connected(server, garbage)).rejects.toThrow(/401/)
      expect(server.isRunning(), server.complaints()).toBe(true)
    })
  })
}

async function loggedIn({ origin }: FrameworkProcess): Promise<Visitor> {
  const visitor = visitorOf(origin)
  await visitor.fetch('/login', { method: 'POST' })
  return visitor
}

function open(
  server: FrameworkProcess,
  { cookies }: Visitor,
  origin: string = server.origin,
): Promise<WebSocket> {
  const cookie = [...cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ')
  return connected(server, { cookie, origin })
}

async function connected(
  { origin }: FrameworkProcess,
  headers: Readonly<Record<string, string>>,
): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, { headers })
  // An error before it is open, such as a refusal, rejects.
  await once(socket, 'open')
  return socket
}

async function answerOf(socket: WebSocket): Promise<string> {
  const said = once(socket, 'message')
  socket.send('hello')
  return String((await said)[0])
}

async function pageOf(visitor: Visitor): Promise<string> {
  return (await visitor.fetch('/')).text()
}
