/**
 * Stores that are wrong in `listBySubject` or its index.
 *
 * @module
 */

import type { StoredEntry } from '../../../src/store.ts'
import type { WrongStore } from './wrong-store.ts'

/** Stores that are wrong in `listBySubject` or its index. */
export const wrongInListing: readonly WrongStore[] = [
  {
    fault: 'the index keeps the subjects an entry once had',
    breaks: [
      'create replaces an entry that is over, on the second it is',
      'an update with another subject moves the entry to that list',
    ],
    around(store) {
      const keysOf = new Map<string, Set<string>>()
      const note = (subject: string | null, key: string): void => {
        if (subject === null) return
        keysOf.set(subject, (keysOf.get(subject) ?? new Set()).add(key))
      }
      return {
        async create(key, entry, now) {
          const isDone = await store.create(key, entry, now)
          if (isDone) note(entry.subject, key)
          return isDone
        },
        async update(key, entry, version, now) {
          const isDone = await store.update(key, entry, version, now)
          if (isDone) note(entry.subject, key)
          return isDone
        },
        async listBySubject(subject, { limit, after = '' }, now) {
          const keys = [...(keysOf.get(subject) ?? [])].sort().filter((key) => key > after)
          const found = await Promise.all(
            keys.map(async (key) => ({ key, entry: await store.load(key, now) })),
          )
          const live = found.flatMap(({ key, entry }) => (entry === null ? [] : [{ key, entry }]))
          const [entries, next] = [live.slice(0, limit), live[limit - 1]?.key]
          return live.length > limit && next !== undefined ? { entries, next } : { entries }
        },
      }
    },
  },
  {
    fault: 'the index keeps what was deleted or is over',
    breaks: [
      'an update that is over at once ends the entry, and leaves no tombstone',
      'an update with another subject moves the entry to that list',
      'a deleted entry is not listed',
      'an entry is listed until the second it is over, as touches and updates moved it',
    ],
    around: (store) => {
      const started = new Map<string, { subject: string | null; entry: StoredEntry }>()
      return {
        async create(key, entry, now) {
          const isDone = await store.create(key, entry, now)
          if (isDone) started.set(key, { subject: entry.subject, entry: { ...entry, version: 1 } })
          return isDone
        },
        async listBySubject(subject, page, now) {
          const found = await store.listBySubject(subject, page, now)
          if (found.next !== undefined || page.after !== undefined) return found
          const listed = new Set(found.entries.map(({ key }) => key))
          const gone = [...started].filter(
            ([key, was]) => was.subject === subject && !listed.has(key),
          )
          const entries = [...found.entries, ...gone.map(([key, { entry }]) => ({ key, entry }))]
          return { entries: entries.slice(0, page.limit) }
        },
      }
    },
  },
  {
    fault: 'a list leaves the values out',
    breaks: [
      'a list holds the entries of its subject as they are, and no others',
      'an update with another subject moves the entry to that list',
    ],
    around: (store) => ({
      async listBySubject(subject, page, now) {
        const { entries, ...rest } = await store.listBySubject(subject, page, now)
        const bare = entries.map(({ key, entry }) => ({
          key,
          entry: { ...entry, value: new Uint8Array() },
        }))
        return { entries: bare, ...rest }
      },
    }),
  },
  {
    fault: 'a list has no second page',
    breaks: [
      'a list is in the order of the codes of the characters of its keys',
      'one entry more than the limit makes a second page',
      'many pages hold each entry once',
      'entries that are over hide none of the live ones behind them',
    ],
    around: (store) => ({
      async listBySubject(subject, page, now) {
        const { entries } = await store.listBySubject(subject, page, now)
        return { entries }
      },
    }),
  },
  {
    fault: 'a list ends after 20 entries',
    breaks: ['many pages hold each entry once'],
    around: (store) => ({
      async listBySubject(subject, { limit, after = '' }, now) {
        const all = (await store.listBySubject(subject, { limit: 20 }, now)).entries
        const rest = all.filter(({ key }) => key > after)
        const next = rest[limit - 1]?.key
        return rest.length > limit && next !== undefined
          ? { entries: rest.slice(0, limit), next }
          : { entries: rest }
      },
    }),
  },
  {
    fault: 'pages are counted by their offset',
    breaks: ['the next page begins rightly when the entry before it was deleted meanwhile'],
    around: (store) => ({
      async listBySubject(subject, { limit, after = '0' }, now) {
        const all = (await store.listBySubject(subject, { limit: 1_000 }, now)).entries
        const end = Number(after) + limit
        const entries = all.slice(Number(after), end)
        return end < all.length ? { entries, next: String(end) } : { entries }
      },
    }),
  },
  {
    fault: 'a full page always has a next',
    breaks: ['a page that holds the whole list has no next'],
    around: (store) => ({
      async listBySubject(subject, page, now) {
        const { entries } = await store.listBySubject(subject, page, now)
        const last = entries.at(-1)
        return last !== undefined && entries.length === page.limit
          ? { entries, next: last.key }
          : { entries }
      },
    }),
  },
  {
    fault: 'an empty page has a next',
    breaks: [
      'create replaces an entry that is over, on the second it is',
      'update never inserts',
      'an update that is over at once ends the entry, and leaves no tombstone',
      'a subject without entries has an empty list',
      'an update with another subject moves the entry to that list',
      'an entry is listed until the second it is over, as touches and updates moved it',
    ],
    around: (store) => ({
      async listBySubject(subject, page, now) {
        const { entries, ...rest } = await store.listBySubject(subject, page, now)
        return entries.length === 0 ? { entries, next: '~' } : { entries, ...rest }
      },
    }),
  },
  {
    fault: 'entries that are over are left out of a page only after it was cut',
    breaks: ['entries that are over hide none of the live ones behind them'],
    around: (store) => ({
      async listBySubject(subject, page, now) {
        const { entries } = await store.listBySubject(subject, page, 0)
        const live = entries.filter(({ entry }) => entry.expiresAt > now)
        const last = live.at(-1)
        return last !== undefined && live.length === page.limit && entries.length === page.limit
          ? store.listBySubject(subject, page, now)
          : { entries: live }
      },
    }),
  },
  {
    fault: 'a list is in the order in which dictionaries sort',
    breaks: ['a list is in the order of the codes of the characters of its keys'],
    around: (store) => ({
      async listBySubject(subject, page, now) {
        const { entries, ...rest } = await store.listBySubject(subject, page, now)
        const byWord = [...entries].sort((one, other) => one.key.localeCompare(other.key, 'en'))
        return { entries: byWord, ...rest }
      },
    }),
  },
]
