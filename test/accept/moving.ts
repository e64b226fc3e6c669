/**
 * What becomes of a visitor who arrives with the cookie of an old app, at a Coatcheck app beside it:
 * one suite for every library.
 *
 * @module
 */

import { createSessions, type SessionEvent, type Store } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'
import { memoryStore } from 'coatcheck/stores/memory'
import { expect, it } from 'vitest'
import type { CookieReader } from '../../src/codecs/reader.ts'
import { type Serving, serve } from '../adapters/servers.ts'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'

/** An old app's library. */
export interface OldLibrary {
  /** What its reader calls it. */
  readonly source: string
  /** The name of its cookie. */
  readonly cookieName: string
  /** The names of the cookies that it sets beside that one. */
  readonly companions?: readonly string[]
  /** For how long its cookies are honoured, in seconds, grace included; absent: for ever. */
  readonly lifetime?: number
  /** Lets a new visitor's session hold values, `userId` among them. */
  issue(values: object): Promise<Visitor>
  /** Gives the `Cookie` headers in which the same cookie could be written otherwise. */
  respell?(value: string): readonly string[]
  /** Makes its reader, with another key than the old app's where that is asked for. */
  reader(until: Date, withOtherKey?: boolean): CookieReader
}

interface NewApp extends Serving {
  readonly events: readonly SessionEvent[]
  /** Counts the sessions of a subject, where there is a store. */
  devicesOf(subject: string): Promise<number>
  /** Ends them. */
  revokeAll(subject: string): Promise<void>
  /** Asks for a page, which says what the session holds. */
  visit(visitor: Visitor, path?: string): Promise<Record<string, unknown>>
}

const values = {
  userId: 7,
  name: 'Zoë 😀',
  nested: { cart: [{ id: 1, price: 9.5 }, null], flag: false },
}

const newName = 'moved'
const farAway = new Date('2100-01-01T00:00:00Z')

async function newApp(reader: CookieReader, store: Store | undefined, ahead = 0): Promise<NewApp> {
  const events: SessionEvent[] = []
  const sessions = createSessions<Record<string, unknown>>({
    secrets: 'h6Nc1TqJ4mWzRb9XvLpS3fKdYgO8eAu5',
    store,
    cookie: { name: newName },
    acceptAlso: [reader],
    now: () => Math.floor(Date.now() / 1_000) + ahead,
    onEvent: (event) => events.push(event),
  })
  const serving = await serve(
    withSession(sessions, async (req, res, session) => {
      if (req.url === '/untouched') {
        res.end('{}')
        return
      }
      if (req.url === '/broken') res.statusCode = 500
      if (req.url === '/logout') await session.logout()
      const { data, subject, isNew } = session
      res.end(JSON.stringify({ data, subject, isNew }))
    }),
  )
  return {
    ...serving,
    [Symbol.asyncDispose]: () => Promise.resolve(serving[Symbol.asyncDispose]()),
    events,
    async devicesOf(subject) {
      return 'list' in sessions ? (await sessions.list(subject)).sessions.length : 0
    },
    async revokeAll(subject) {
      if ('revokeAll' in sessions) await sessions.revokeAll(subject)
    },
    async visit(visitor, path = '/') {
      const response = await visitor.fetch(new URL(path, serving.origin).href)
      // What the handler above answers.
      return (await response.json()) as Record<string, unknown>
    },
  }
}

function spoil(visitor: Visitor, name: string): Visitor {
  const { value = '' } = visitor.cookies.get(name) ?? {}
  let at = Math.floor(value.length / 3)
  // Not within an escape, which would be spoilt as such.
  while (value.slice(at - 2, at + 1).includes('%')) at += 1
  const spoilt = value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1)
  return withCookie(visitor, name, spoilt)
}

function withCookie(visitor: Visitor, name: string, value: string): Visitor {
  const kept = visitor.cookies.get(name)
  // The jar is a Map; only its type says that tests leave it alone.
  const jar = visitor.cookies as Map<string, unknown>
  jar.set(name, { ...kept, value })
  return visitor
}

/** Lets a new visitor's session hold values, at an old app that takes them by `POST /`, and ends the app. */
export async function issuedBy(starting: Promise<Serving>, values: object): Promise<Visitor> {
  await using app = await starting
  const visitor = visitorOf(app.origin)
  await visitor.fetch('/', {
    method: 'POST',
    body: JSON.stringify(values),
    headers: { 'content-type': 'application/json' },
  })
  return visitor
}

/** Registers the suite. */
export function testMoving(library: OldLibrary): void {
  const { source, cookieName, companions = [], lifetime } = library
  const oldNames = [cookieName, ...companions]
  const modes = { 'in the cookie': () => undefined, 'in a store': () => memoryStore() }

  it.each(Object.entries(modes))(
    'keeps every value and replaces the cookie, with data %s',
    async (_, makeStore) => {
      await using app = await newApp(library.reader(farAway), makeStore())
      const visitor = await library.issue(values)
      expect(await app.visit(visitor, '/untouched')).toEqual({})
      expect([...visitor.cookies.keys()]).toEqual(oldNames)
      const first = await app.visit(visitor)
      expect(first).toMatchObject({ data: values, subject: '7' })
      expect([...visitor.cookies.keys()]).toEqual([newName])
      const second = await app.visit(visitor)
      expect(second).toEqual({ ...first, isNew: false })
      expect(app.events.filter(({ type }) => type === 'rejected')).toEqual([])
      await app.visit(visitor, '/logout')
      expect([...visitor.cookies.keys()]).toEqual([])
    },
  )

  it('is not moved a second time after a logout, however the old cookie is spelt', async () => {
    await using app = await newApp(library.reader(farAway), memoryStore())
    const visitor = await library.issue(values)
    const { value = '' } = visitor.cookies.get(cookieName) ?? {}
    const beside = companions
      .map((name) => `; ${name}=${visitor.cookies.get(name)?.value}`)
      .join('')
    await app.visit(visitor)
    await app.visit(visitor, '/logout')
    const same = `${cookieName}=${value}${beside}`
    const twice = [`${same}; ${same}`, `${cookieName}=x; ${same}`, `${same}; ${cookieName}=x`]
    const headers = [same, ...twice, ...(library.respell?.(value) ?? [])]
    const seen = await Promise.all(
      headers.map(async (cookie) => {
        const response = await fetch(app.origin, { headers: { cookie } })
        return { cookie, ...Object(await response.json()) }
      }),
    )
    expect(seen.filter(({ subject }) => subject !== null)).toEqual([])
  })

  it('is found by who is logged in, and ended from there', async () => {
    const store = memoryStore()
    await using app = await newApp(library.reader(farAway), store)
    const visitor = await library.issue(values)
    await app.visit(visitor)
    expect(await app.devicesOf('7')).toBe(1)
    await app.revokeAll('7')
    expect(await app.visit(visitor)).toMatchObject({ data: {}, subject: null })
  })

  it('is a stranger with the same cookie under another name', async () => {
    await using app = await newApp(library.reader(farAway), undefined)
    const visitor = await library.issue(values)
    const cookie = oldNames
      .map((name) => `${name.replace(cookieName, 'other')}=${visitor.cookies.get(name)?.value}`)
      .join('; ')
    const response = await fetch(app.origin, { headers: { cookie } })
    expect(await response.json()).toMatchObject({ data: {}, subject: null, isNew: true })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('lets the old cookie be where the answer is a server error', async () => {
    await using app = await newApp(library.reader(farAway), undefined)
    const visitor = await library.issue(values)
    expect(await app.visit(visitor, '/broken')).toMatchObject({ data: values })
    expect([...visitor.cookies.keys()]).toEqual(oldNames)
  })

  const refused: [string, string, Date, boolean, number][] = [
    ['sealed under another key', 'tampered', farAway, true, 0],
    ['spoilt', 'tampered', farAway, false, 0],
    ['too late', 'no-longer-accepted', new Date(Date.now() - 1_000), false, 0],
  ]
  if (lifetime !== undefined) refused.push(['over', 'idle', farAway, false, lifetime + 2])
  it.each(refused)(
    'refuses one that is %s as %s, and says whose it is',
    async (what, reason, until, otherKey, ahead) => {
      await using app = await newApp(library.reader(until, otherKey), undefined, ahead)
      const visitor = await library.issue(values)
      if (what === 'spoilt') spoil(visitor, cookieName)
      expect(await app.visit(visitor)).toMatchObject({ data: {}, subject: null })
      expect(app.events).toContainEqual(
        expect.objectContaining({ type: 'rejected', reason, source }),
      )
      expect(visitor.cookies.has(newName)).toBe(false)
    },
  )
}
