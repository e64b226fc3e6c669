import type { Options } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failing } from './faults.ts'
import { storeVerbs } from './store-verbs.ts'
import { appWith, type Data, type Handler, Visitor } from './visitors.ts'

async function loggedIn(options: Partial<Options<Data>> = {}) {
  const { store, down } = failing(memoryStore())
  const { sessions } = appWith({ ...options, store })
  const visitor = new Visitor(sessions)
  await visitor.visit((session) => session.login('ada'))
  const everything = () => {
    for (const verb of storeVerbs) down.add(verb)
  }
  return { visitor, sessions, down, everything }
}

const cookies = (response: Response) => response.headers.getSetCookie()
const aDeletion = [expect.stringContaining('Max-Age=0')]

describe('a logout while nothing of the store answers', () => {
  it.each(['fail', 'anonymous'] as const)(
    'is an error that takes the cookie away, on store failure: %s',
    async (onStoreFailure) => {
      const { visitor, everything } = await loggedIn({ onStoreFailure })
      everything()
      const answer = await visitor.visit((session) => session.logout())
      expect([answer.status, await answer.text()]).toEqual([503, 'ERR_STORE_UNAVAILABLE'])
      expect(cookies(answer)).toEqual(aDeletion)
    },
  )

  it('is no 200 either when its handler went on in spite of it', async () => {
    const { visitor, everything } = await loggedIn({ onStoreFailure: 'anonymous' })
    everything()
    const answer = await visitor.visit(async (session) => {
      await session.logout().catch(() => {})
      return 'bye'
    })
    expect(answer.status).toBe(503)
  })

  it.each(['fail', 'anonymous'] as const)(
    'ends the session where only reading failed, on store failure: %s',
    async (onStoreFailure) => {
      const { visitor, down } = await loggedIn({ onStoreFailure })
      const thief = new Visitor(visitor.app, visitor.cookie)
      down.add('load')
      await visitor.visit((session) => session.logout())
      down.clear()
      expect(await (await thief.visit((session) => session.subject)).text()).toBe('null')
    },
  )
})

describe('a logout that the store could not carry out', () => {
  it('is not reported as an end', async () => {
    const events: string[] = []
    const { visitor, down } = await loggedIn({ onEvent: ({ type }) => events.push(type) })
    events.length = 0
    down.add('delete')
    await visitor.visit((session) => session.logout())
    expect(events).not.toContain('committed')
  })
})

describe('a store that is away', () => {
  const unhandled: unknown[] = []
  const keep = (error: unknown) => unhandled.push(error)

  beforeEach(() => {
    unhandled.length = 0
    process.on('unhandledRejection', keep)
  })
  afterEach(() => {
    process.off('unhandledRejection', keep)
  })

  const handlers: Readonly<Record<string, Handler>> = {
    'a read': (session) => session.get('visits'),
    'a change': (session) => session.set('visits', 1),
    'an update': (session) => session.update(() => {}),
    'a login': (session) => session.login('eve'),
    'a regenerate': (session) => session.regenerate(),
    'a logout': (session) => session.logout(),
    'a clear': (session) => session.clear(),
    'a logout with a farewell': async (session) => {
      await session.logout()
      session.flash('Bye')
    },
    'isLive()': (session) => session.isLive(),
  }

  describe.each(Object.entries(handlers))('met by %s', (name, handler) => {
    it.each([
      ['a visitor it knows, when the request begins', 'begin'],
      ['a visitor it knows, while the handler runs', 'middle'],
      ['somebody new', 'new'],
    ] as const)(
      'by %s: no success that was none, no new cookie, no stray error',
      async (_who, when) => {
        const { visitor, down, everything } = await loggedIn()
        const who = when === 'new' ? new Visitor(visitor.app) : visitor
        if (when !== 'middle') everything()
        const { cookie } = who
        const answer = await who.send((session) => {
          if (when === 'middle') everything()
          return handler(session)
        })
        const needsStore = name !== 'a read' && !(when === 'new' && isIdle(name))
        if (
          when === 'begin' ||
          (when === 'middle' && needsStore) ||
          (when === 'new' && needsStore)
        ) {
          expect(answer.status).toBe(503)
        }
        for (const line of cookies(answer)) expect(line).toContain('Max-Age=0')
        await new Promise((resolve) => setImmediate(resolve))
        expect(unhandled).toEqual([])
        down.clear()
        const again = new Visitor(visitor.app, when === 'new' ? visitor.cookie : cookie)
        expect(await (await again.visit((session) => session.subject)).text()).toBe('"ada"')
      },
    )
  })

  // Of these, somebody without a session asks nothing of the store.
  function isIdle(name: string): boolean {
    return ['a regenerate', 'a logout', 'a clear', 'isLive()', 'an update'].includes(name)
  }

  it.each(['list', 'revokeAll', 'revokeEveryone', 'sweep', 'revoke'] as const)(
    'lets %s reject',
    async (verb) => {
      const { sessions, visitor, everything } = await loggedIn()
      const handle = String(await (await visitor.visit((session) => session.handle)).json())
      everything()
      const verbs = {
        list: () => sessions.list('ada'),
        revoke: () => sessions.revoke(handle, { subject: 'ada' }),
        revokeAll: () => sessions.revokeAll('ada'),
        revokeEveryone: () => sessions.revokeEveryone(),
        sweep: () => sessions.sweep(),
      }
      await expect(verbs[verb]()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    },
  )
})

describe('a login whose confirmation fails', () => {
  it('gives nobody a ticket, also when the handler goes on after its update failed', async () => {
    const { visitor, down } = await loggedIn()
    const fresh = new Visitor(visitor.app)
    const answer = await fresh.visit(async (session) => {
      session.login('eve')
      down.add('notBefore')
      await session.update(() => {}).catch(() => {})
      return 'went on'
    })
    expect([answer.status, cookies(answer)]).toEqual([expect.any(Number), []])
    expect(answer.status).toBeGreaterThanOrEqual(400)
  })
})
