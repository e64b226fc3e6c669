import { createSessions, type SessionEvent, type Store } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { editSession, loggedIn, readSession } from 'coatcheck/testing'
import { describe, expect, it } from 'vitest'
import { storeAround } from './store-around.ts'
import { timedStore } from './store-timed.ts'

type Data = { visits: number }

const secrets = 'a secret of the tests, 32 bytes or more'
const visitor = { subject: 'ada-lovelace', url: 'https://shop.example/' }

type Command = Extract<SessionEvent, { type: 'store-command' }>

/** Sessions on a store, and the commands that were reported. */
function listenedTo(store: Store) {
  const commands: Command[] = []
  const sessions = createSessions<Data>({
    secrets,
    store,
    onEvent: (event) => event.type === 'store-command' && commands.push(event),
  })
  return { sessions, commands }
}

const inShort = ({ verb, outcome }: Command): string => `${verb} ${outcome}`

describe('the commands of a store', () => {
  it('are reported with verb and outcome, in the order in which they end', async () => {
    const { sessions, commands } = listenedTo(memoryStore())
    const cookies = await loggedIn(sessions, { visits: 1 }, visitor)
    expect(commands.map(inShort)).toEqual([
      'epoch done',
      'create done',
      'notBefore done',
      'epoch done',
    ])
    commands.length = 0
    await editSession(sessions, cookies, (session) => session.logout())
    await readSession(sessions, cookies)
    expect(commands.map(inShort)).toEqual(['load done', 'delete done', 'load none'])
    commands.length = 0
    await sessions.list('ada-lovelace')
    await sessions.revokeAll('ada-lovelace')
    await sessions.revokeEveryone()
    await sessions.sweep()
    expect(commands.map(inShort)).toEqual([
      'listBySubject done',
      'raiseNotBefore done',
      'listBySubject done',
      'raiseEpoch done',
      'sweep done',
    ])
  })

  it('say that nothing was done when somebody else was faster', async () => {
    const store = memoryStore()
    const { sessions, commands } = listenedTo(store)
    const cookies = await loggedIn(sessions, { visits: 1 }, visitor)
    commands.length = 0
    await editSession(sessions, cookies, async (session) => {
      session.set('visits', 2)
      const other = createSessions<Data>({ secrets, store })
      await editSession(other, cookies, (same) => same.set('visits', 3))
    })
    expect(commands.map(inShort)).toEqual(['load done', 'update none', 'load done', 'update done'])
  })

  it('say how long the store took', async () => {
    const slow = storeAround(memoryStore(), async (_verb, run) => {
      const until = performance.now() + 20
      while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve))
      return run()
    })
    const { sessions, commands } = listenedTo(slow)
    await loggedIn(sessions, { visits: 1 }, visitor)
    for (const { milliseconds } of commands) {
      expect(milliseconds).toBeGreaterThanOrEqual(20)
      expect(milliseconds).toBeLessThan(20_000)
    }
    expect(commands).toHaveLength(4)
  })

  it('fail as the store fails, and are reported all the same', async () => {
    const failure = new Error('away')
    const down = { ...memoryStore(), epoch: () => Promise.reject(failure) }
    const { sessions, commands } = listenedTo(down)
    await expect(loggedIn(sessions, { visits: 1 }, visitor)).rejects.toBe(failure)
    expect(commands.map(inShort)).toEqual(['epoch failed'])
  })

  it('name neither session nor subject', async () => {
    const { sessions, commands } = listenedTo(memoryStore())
    const cookies = await loggedIn(sessions, { visits: 1 }, visitor)
    await readSession(sessions, cookies)
    expect(new Set(commands.flatMap((command) => Object.keys(command)))).toEqual(
      new Set(['type', 'verb', 'milliseconds', 'outcome']),
    )
  })

  it('go straight to the store when nobody listens', () => {
    const store = memoryStore()
    expect(timedStore(store, undefined)).toBe(store)
  })
})
