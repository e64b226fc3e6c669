import { createSessions } from 'coatcheck'
import { type OpenedStore, openStore } from 'coatcheck/stores/open'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWith } from '../requirements.ts'
import { type Data, type HandClock, type Handler, secret, Visitor } from '../stored/visitors.ts'
import { type CountedEngine, type CountingServer, countedEngines } from './counting-servers.ts'

const reading: Handler = (session) => session.get('visits')
const counting: Handler = (session) =>
  session.update((data) => {
    data.visits = (data.visits ?? 0) + 1
  })

function itCostsWhatItSays({ start }: CountedEngine): void {
  let server: CountingServer
  let opened: OpenedStore

  beforeAll(async () => {
    server = await start()
    opened = await openStore(server.address)
  })
  afterAll(async () => {
    await opened?.close()
    await server?.[Symbol.asyncDispose]()
  })

  /** A visitor with a session, of a process that has everything it needs to know. */
  async function known(cacheInCookie = false) {
    const clock: HandClock = { at: Math.floor(Date.now() / 1_000) }
    const { store } = opened
    const options = { secrets: secret, store, now: () => clock.at, cacheInCookie }
    const sessions = createSessions<Data>(options)
    // A Redis is told each script once, at its first use.
    await new Visitor(sessions).visit((session) => session.login('somebody'))
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('visits', 0))
    await visitor.visit(counting)
    await server.take()
    return { clock, sessions, visitor }
  }

  it('is nothing without a cookie, with garbage, a forged or an overdue one', async () => {
    const { clock, sessions, visitor } = await known()
    const [name] = visitor.cookie?.split('=') ?? []
    const cookies = [undefined, `${name}=garbage`, visitor.cookie?.replace(/.{4}$/, 'AAAA')]
    for (const cookie of cookies) {
      await new Visitor(sessions, cookie).visit(reading)
      expect(await server.take(), String(cookie)).toBe(0)
    }
    clock.at += 30 * 86_400
    await visitor.visit(reading)
    expect(await server.take()).toBe(0)
  })

  it('is one command for who reads, or does not use the session', async () => {
    const { visitor } = await known()
    await visitor.visit(() => 'untouched')
    expect(await server.take()).toBe(1)
    await visitor.visit(reading)
    expect(await server.take()).toBe(1)
  })

  it('is two for who changes something, by update() or without', async () => {
    const { visitor } = await known()
    await visitor.visit((session) => session.set('visits', 7))
    expect(await server.take()).toBe(2)
    await visitor.visit(counting)
    expect(await server.take()).toBe(2)
  })

  it('is five at most for a login', async () => {
    const { sessions, visitor } = await known()
    for (const who of [visitor, new Visitor(sessions)]) {
      const answer = await who.visit((session) => session.login('ada'))
      expect(answer.status).toBe(200)
      expect(await server.take()).toBeLessThanOrEqual(5)
    }
  })

  it('is about two each for a thousand parallel updates in one process', async () => {
    const { visitor } = await known()
    await Promise.all(Array.from({ length: 1_000 }, () => visitor.visit(counting)))
    expect(await server.take()).toBeLessThanOrEqual(2_100)
    expect(await (await visitor.visit(reading)).text()).toBe('1001')
  })

  it('is nothing for who reads within a recheck interval, with a copy in the cookie', async () => {
    const { clock, visitor } = await known(true)
    clock.at += 59
    expect(await (await visitor.visit(reading)).text()).toBe('1')
    expect(await server.take()).toBe(0)
    clock.at += 1
    expect(await (await visitor.visit(reading)).text()).toBe('1')
    expect(await server.take()).toBeGreaterThan(0)
  })
}

describe('what a server is sent for a request, counted by itself', () => {
  for (const engine of countedEngines) {
    if (engine.needs === undefined) describe(engine.name, () => itCostsWhatItSays(engine))
    else describeWith(engine.needs, engine.name, () => itCostsWhatItSays(engine))
  }
})
