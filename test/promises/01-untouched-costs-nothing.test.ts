import { createSessions, type SessionEvent } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { envelope } from '../../src/crypto/envelope.ts'
import { keyRing } from '../../src/crypto/key-ring.ts'
import { toBase64url } from '../../src/encoding/base64url.ts'
import {
  clockAt,
  localShop,
  secretA,
  secretB,
  secureName,
  shop,
  type Visitor,
  visitorOf,
} from './visitor.ts'

// Counts what the cipher does, and lets it do it.
const cipher = vi.hoisted(() => ({ uses: 0 }))

vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof import('node:crypto')>()
  const counted =
    <Args extends unknown[], Made extends { update(...data: never[]): unknown }>(
      make: (...args: Args) => Made,
    ) =>
    (...args: Args): Made => {
      const made = make(...args)
      const update = made.update.bind(made)
      made.update = (...data) => {
        cipher.uses += 1
        return update(...data)
      }
      return made
    }
  return {
    ...crypto,
    createCipheriv: counted(crypto.createCipheriv),
    createDecipheriv: counted(crypto.createDecipheriv),
  }
})

interface Data {
  visits: number
  cart: Record<string, number>
}

const untouched = (): void => {}

/** Sessions, a logged-in visitor of theirs, and all events after the login. */
async function known(url: string) {
  const events: SessionEvent[] = []
  const sessions = createSessions<Data>({
    secrets: secretA,
    onEvent: (event) => events.push(event),
  })
  const visitor = visitorOf(sessions, url)
  await visitor.visit((session) => {
    session.login('ada')
    session.set('visits', 1)
  })
  events.length = 0
  return { sessions, visitor, events }
}

async function usesDuring(run: () => Promise<unknown>): Promise<number> {
  const before = cipher.uses
  await run()
  return cipher.uses - before
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe.each([
  ['in the secure form', shop],
  ['in the local form', localShop],
])('an untouched session, %s', (_form, url) => {
  it('is not unsealed', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { visitor } = await known(url)
    const elsewhere = visitorOf(createSessions({ secrets: secretA }), url, new Map(visitor.jar))
    expect(await usesDuring(() => elsewhere.visit(untouched))).toBe(0)
    expect(await usesDuring(() => elsewhere.visit((session) => session.subject))).toBeGreaterThan(0)
  })

  it('adds no header at all', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { visitor } = await known(url)
    const { headers } = await visitor.visit(untouched)
    expect([...headers.keys()]).toEqual([])
  })

  it('reports nothing', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { visitor, events } = await known(url)
    await visitor.visit(untouched)
    expect(events).toEqual([])
  })
})

describe('a session that is only printed', () => {
  it('counts as untouched', async () => {
    const { visitor } = await known(shop)
    const { inspect } = await import('node:util')
    const uses = await usesDuring(async () => {
      const { value, headers } = await visitor.visit((session) => inspect(session))
      expect(value).toBe('Session { untouched }')
      expect([...headers.keys()]).toEqual([])
    })
    expect(uses).toBe(0)
  })
})

describe('a cookie that none of our secrets sealed', () => {
  const forged = {
    garbage: 'not-a-cookie',
    'garbage as long as a cookie': 'x'.repeat(400),
    'base64url of another version': toBase64url(Uint8Array.of(2, ...new Uint8Array(100))),
    'more than a cookie can hold': 'A'.repeat(5_000),
    'a retired secret': toBase64url(
      envelope(keyRing(secretB), 'cookie', secureName).seal(new Uint8Array(64)),
    ),
  }

  it.each(Object.entries(forged))('costs no decryption: %s', async (_what, value) => {
    const { sessions } = await known(shop)
    const visitor = visitorOf(sessions, shop, new Map([[secureName, value]]))
    const uses = await usesDuring(async () => {
      const visit = await visitor.visit((session) => [session.isNew, session.subject])
      expect(visit.value).toEqual([true, null])
      expect(visit.lines).toEqual([])
    })
    expect(uses).toBe(0)
  })
})

describe('a cookie that this process sealed or unsealed before', () => {
  const read = (session: import('coatcheck').Session<Data>): unknown => session.get('visits')

  // How often the cipher is used for each: for the text; for an entry's own key, the message key and
  // the value. The message key of cookies is known where they were sealed.
  const [cookie, entry] = [1, 3]

  describe.each([
    ['sealed', {}, cookie, [0, 0, 0, 0, cookie]],
    ['a ticket', { store: memoryStore() }, cookie + entry, [0, 0, 0, 0, cookie + entry]],
    // The store is asked once a minute, and at first.
    [
      'a ticket with a copy',
      { store: memoryStore(), cacheInCookie: true },
      2 * cookie + entry,
      [0, 0, 0, 0, 2 * cookie + entry],
    ],
  ])('is not unsealed again for five minutes: %s', (_what, choices, first, later) => {
    const setUp = () => {
      const clock = clockAt(1_800_000_000)
      const process = () => createSessions<Data>({ secrets: secretA, now: clock.now, ...choices })
      const usesOf = async (visitor: Visitor<Data>): Promise<readonly number[]> => {
        const uses: number[] = []
        for (const seconds of [0, 0, 10, 200, 100]) {
          clock.turn(seconds)
          uses.push(await usesDuring(() => visitor.visit(read)))
        }
        return uses
      }
      return { process, usesOf }
    }

    it('where it was sealed', async () => {
      const { process, usesOf } = setUp()
      const visitor = visitorOf(process())
      await visitor.visit((session) => session.set('visits', 1))
      expect(await usesOf(visitor)).toEqual(later)
    })

    it('where it was sealed elsewhere, and unsealed once', async () => {
      const { process, usesOf } = setUp()
      const [sealer, reader] = [process(), process()]
      const visitor = visitorOf(sealer)
      await visitor.visit((session) => session.set('visits', 1))
      const other = visitorOf(sealer)
      await other.visit((session) => session.set('visits', 1))
      // The first to come has the keys derived.
      await visitorOf(reader, shop, other.jar).visit(read)
      const uses = await usesOf(visitorOf(reader, shop, visitor.jar))
      expect(uses).toEqual([first, ...later.slice(1)])
    })
  })

  it('has its message key derived once for all cookies of a process that seals', async () => {
    const sealer = createSessions<Data>({ secrets: secretA })
    const reader = createSessions<Data>({ secrets: secretA })
    const cookieOf = async (visits: number): Promise<ReadonlyMap<string, string>> => {
      const visitor = visitorOf(sealer)
      await visitor.visit((session) => session.set('visits', visits))
      return visitor.jar
    }
    const usesFor = (jar: ReadonlyMap<string, string>): Promise<number> =>
      usesDuring(() => visitorOf(reader, shop, new Map(jar)).visit(read))
    // Once per secret a subkey is made.
    expect(await usesFor(await cookieOf(1))).toBe(1 + 2)
    expect(await usesFor(await cookieOf(2))).toBe(1)
    // Forgeries with nonces of their own leave it at that.
    const [[name, value] = ['', '']] = [...(await cookieOf(3))]
    for (let i = 0; i < 100; i += 1) {
      const forged = `${value.slice(0, 8)}${String(i).padStart(8, 'A')}${value.slice(16)}`
      expect(await usesFor(new Map([[name, forged]]))).toBe(2)
    }
    expect(await usesFor(await cookieOf(4))).toBe(1)
  })

  it('goes through the cipher, and is refused, with one character changed', async () => {
    const { sessions, visitor } = await known(shop)
    await visitor.visit(read)
    const [[name, value] = ['', '']] = [...visitor.jar]
    for (const at of [0, 8, 60, value.length - 3]) {
      const changed = `${value.slice(0, at)}${value[at] === 'A' ? 'B' : 'A'}${value.slice(at + 1)}`
      const forger = visitorOf(sessions, shop, new Map([[name, changed]]))
      expect((await forger.visit((session) => session.subject)).value, `at ${at}`).toBeNull()
    }
  })
})

describe('a new session with nothing in it', () => {
  const readings: Record<string, (session: import('coatcheck').Session<Data>) => unknown> = {
    'its data is read': (session) => session.data.visits,
    'a key is read': (session) => session.get('visits', 0),
    'a key is asked for': (session) => session.has('cart'),
    'its handle is read': (session) => session.handle,
    'a key is set and removed': (session) => {
      session.set('visits', 1)
      session.delete('visits')
    },
    'it is made permanent': (session) => {
      session.permanent = true
    },
    'it is regenerated': (session) => session.regenerate(),
    'it is cleared': (session) => session.clear(),
    'it is logged out': (session) => session.logout(),
    'a message is left and taken': (session) => {
      session.flash('Hello')
      return session.takeFlashes()
    },
    'an update leaves it empty': (session) => session.update(() => 1),
    'it is turned into JSON': (session) => JSON.stringify(session),
  }

  it.each(Object.entries(readings))('sets no cookie when %s', async (_what, handle) => {
    const visitor = visitorOf(createSessions<Data>({ secrets: secretA }))
    const { lines, status } = await visitor.visit(handle)
    expect(status).toBe(200)
    expect(lines).toEqual([])
  })

  it('is not written by a schema that has defaults', async () => {
    const { z } = await import('zod')
    const schema = z.object({ visits: z.number().default(0) })
    const visitor = visitorOf(createSessions<{ visits: number }>({ secrets: secretA, schema }))
    const { lines } = await visitor.visit((session) => session.data.visits)
    expect(lines).toEqual([])
  })
})
