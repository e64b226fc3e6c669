import { randomBytes } from 'node:crypto'
import type { StoredSessions } from 'coatcheck'
import { type OpenedStore, openStore } from 'coatcheck/stores/open'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64url } from '../../src/encoding/base64url.ts'
import type { Store, StoredEntry } from '../../src/store.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith } from '../requirements.ts'
import { engines, type RunningEngine } from './engines.ts'
import { appWith, type Data, Visitor } from './visitors.ts'

const many = 10_000
const atOnce = 500

/** A subject with very many sessions, one of them a visitor's. */
interface Crowd {
  readonly subject: string
  readonly visitor: Visitor
  /** The digest under which the store knows the subject. */
  readonly digest: string
  /** All keys, in order. */
  readonly keys: readonly string[]
  /** Adds a session, and gives its key. */
  add(): Promise<string>
}

/** Logs a visitor in, and gives it the company of as many copies as it takes. */
async function crowd(app: StoredSessions<Data>, store: Store, subject: string): Promise<Crowd> {
  const visitor = new Visitor(app)
  await visitor.visit((session) => session.login(subject))
  const answer = await visitor.visit((session) => session.handle)
  const own = String(await answer.json())
  const entry = await store.load(own, systemClock())
  if (entry?.subject === undefined || entry.subject === null) throw new Error('nobody logged in')
  const add = () => copyOf(store, entry)
  const keys = [own]
  while (keys.length < many) {
    const count = Math.min(atOnce, many - keys.length)
    keys.push(...(await Promise.all(Array.from({ length: count }, add))))
  }
  return { subject, visitor, digest: entry.subject, keys: keys.sort(), add }
}

async function copyOf(store: Store, entry: StoredEntry): Promise<string> {
  const key = toBase64url(randomBytes(32))
  expect(await store.create(key, entry, systemClock())).toBe(true)
  return key
}

/** A page of keys. */
interface KeyPage {
  readonly keys: readonly string[]
  readonly next: string | undefined
}

/** Reads page after page, and does something after each. */
async function paged(
  read: (after: string | undefined) => Promise<KeyPage>,
  between: (page: readonly string[]) => Promise<unknown> = async () => {},
): Promise<readonly string[]> {
  const found: string[] = []
  let after: string | undefined
  do {
    const { keys, next } = await read(after)
    found.push(...keys)
    after = next
    await between(keys)
  } while (after !== undefined)
  return found
}

const pagesOf =
  (store: Store, digest: string, limit: number) =>
  async (after: string | undefined): Promise<KeyPage> => {
    const page = await store.listBySubject(digest, { limit, after }, systemClock())
    expect(page.entries.length).toBeLessThanOrEqual(limit)
    return { keys: page.entries.map(({ key }) => key), next: page.next }
  }

const listOf =
  (app: StoredSessions<Data>, subject: string, limit: number) =>
  async (after: string | undefined): Promise<KeyPage> => {
    const page = await app.list(subject, { limit, after })
    expect(page.sessions.length).toBeLessThanOrEqual(limit)
    return { keys: page.sessions.map(({ handle }) => handle), next: page.next }
  }

for (const { name, needs, start } of engines) {
  const suite = () => {
    let engine: RunningEngine
    let opened: OpenedStore
    let everyone: Crowd

    beforeAll(async () => {
      engine = await start()
      opened = await openStore(engine.address)
      const { sessions } = appWith({ store: opened.store, now: systemClock })
      everyone = await crowd(sessions, opened.store, 'ada')
    })
    afterAll(async () => {
      await opened?.close()
      await engine?.stop()
    })

    it('lists each of them once, in the order of their keys', { timeout: 120_000 }, async () => {
      const { store } = opened
      const { sessions } = appWith({ store, now: systemClock })
      const { subject, digest, keys } = everyone
      expect(await paged(pagesOf(store, digest, 997))).toEqual(keys)
      expect(await paged(listOf(sessions, subject, 1_000))).toEqual(keys)
    })

    it('lists what stays once while others come and go', { timeout: 120_000 }, async () => {
      const { store } = opened
      const { sessions } = appWith({ store, now: systemClock })
      const { subject, add } = everyone
      const before = await paged(listOf(sessions, subject, 1_000))
      const [ended, added] = [new Set<string>(), new Set<string>()]
      const found = await paged(listOf(sessions, subject, 500), async (page) => {
        const last = page.at(-1)
        if (last === undefined) return
        // The last of the page, behind which the next one begins, and some that come next.
        const later = before.filter((key) => key > last && !ended.has(key))
        const doomed = [last, ...later.slice(0, 10)]
        for (const handle of doomed) {
          expect(await sessions.revoke(handle, { subject })).toBe(true)
          ended.add(handle)
        }
        for (let count = 0; count < 20; count += 1) added.add(await add())
      })
      expect(ended.size).toBeGreaterThan(150)
      const [wasFound, wasThere] = [new Set(found), new Set(before)]
      expect(found).toEqual([...wasFound].sort())
      expect(before.filter((key) => !wasFound.has(key) && !ended.has(key))).toEqual([])
      expect(found.filter((key) => !wasThere.has(key) && !added.has(key))).toEqual([])
      const left = [...before, ...added].filter((key) => !ended.has(key)).sort()
      expect(await paged(listOf(sessions, subject, 1_000))).toEqual(left)
    })

    it('ends all of them at once', { timeout: 120_000 }, async () => {
      const { store } = opened
      const { sessions } = appWith({ store, now: systemClock })
      const { subject, visitor } = everyone
      await visitor.visit((session) => session.login(subject))
      const before = await paged(listOf(sessions, subject, 1_000))
      expect(before.length).toBeGreaterThanOrEqual(many)
      expect(await sessions.revokeAll(subject)).toBe(before.length)
      expect(await sessions.list(subject)).toEqual({ sessions: [] })
      for (const key of before.filter((_, at) => at % 97 === 0)) {
        expect(await store.load(key, systemClock())).toBeNull()
      }
      const answer = await visitor.visit((session) => [session.isNew, session.subject])
      expect(await answer.json()).toEqual([true, null])
    })
  }
  const title = `a subject with ${many} sessions in ${name}`
  if (needs === undefined) describe(title, suite)
  else describeWith(needs, title, suite)
}
