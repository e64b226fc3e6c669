/**
 * Stores that are wrong in `touch`.
 *
 * @module
 */

import type { StoredEntry, StoreEntry } from '../../../src/store.ts'
import { type WrongStore, withTouchedAt } from './wrong-store.ts'

/** Stores that are wrong in `touch`. */
export const wrongInTouching: readonly WrongStore[] = [
  {
    fault: 'touch moves touchedAt back',
    breaks: ['touch moves neither instant back, and still says that the key is live'],
    around(store) {
      const touchedAtOf = new Map<string, number>()
      return {
        load: async (key, now) => withTouchedAt(await store.load(key, now), touchedAtOf.get(key)),
        async touch(key, touchedAt, expiresAt, now) {
          const isDone = await store.touch(key, touchedAt, expiresAt, now)
          if (isDone) touchedAtOf.set(key, touchedAt)
          return isDone
        },
        update(key, entry, version, now) {
          touchedAtOf.delete(key)
          return store.update(key, entry, version, now)
        },
      }
    },
  },
  {
    fault: 'touch inserts',
    breaks: [
      'an update that is over at once ends the entry, and leaves no tombstone',
      'touch never inserts',
      'touch is refused from the second on which the entry is over',
    ],
    around: (store) => ({
      async touch(key, touchedAt, expiresAt, now) {
        if (await store.touch(key, touchedAt, expiresAt, now)) return true
        const entry = { value: new Uint8Array(), subject: null, touchedAt, expiresAt }
        return store.create(key, entry, now)
      },
    }),
  },
  {
    fault: 'touch brings back what was there once',
    breaks: [
      'an update that is over at once ends the entry, and leaves no tombstone',
      'touch is refused from the second on which the entry is over',
      'a deleted key refuses touch',
      'a delete among updates and touches at once wins over all of them',
    ],
    around(store) {
      const [known, revived] = [new Map<string, StoreEntry>(), new Map<string, StoredEntry>()]
      return {
        async create(key, entry, now) {
          const isDone = await store.create(key, entry, now)
          if (isDone) known.set(key, entry)
          return isDone
        },
        load: async (key, now) => (await store.load(key, now)) ?? revived.get(key) ?? null,
        async touch(key, touchedAt, expiresAt, now) {
          if (await store.touch(key, touchedAt, expiresAt, now)) return true
          const entry = known.get(key)
          if (entry === undefined) return false
          revived.set(key, { ...entry, touchedAt, expiresAt, version: 1 })
          return true
        },
      }
    },
  },
  {
    fault: 'touch raises the version',
    breaks: [
      'touch moves touchedAt and expiresAt forward and leaves the rest',
      'touch moves neither instant back, and still says that the key is live',
      'an update after a touch succeeds, and keeps the later touchedAt',
      'sweep goes by the end to which an entry was moved',
    ],
    around: (store) => ({
      async touch(key, touchedAt, expiresAt, now) {
        if (!(await store.touch(key, touchedAt, expiresAt, now))) return false
        const found = await store.load(key, now)
        return found !== null && store.update(key, found, found.version, now)
      },
    }),
  },
  {
    fault: 'touch says no when it moves nothing',
    breaks: ['touch moves neither instant back, and still says that the key is live'],
    around: (store) => ({
      async touch(key, touchedAt, expiresAt, now) {
        const found = await store.load(key, now)
        const isNews =
          found !== null && (touchedAt > found.touchedAt || expiresAt > found.expiresAt)
        return isNews && store.touch(key, touchedAt, expiresAt, now)
      },
    }),
  },
]
