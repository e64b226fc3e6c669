/**
 * Stores that are wrong in `update`.
 *
 * @module
 */

import type { StoredEntry } from '../../../src/store.ts'
import { anotherTurn, type WrongStore, withTouchedAt } from './wrong-store.ts'

/** Stores that are wrong in `update`. */
export const wrongInUpdating: readonly WrongStore[] = [
  {
    fault: 'update ignores the version',
    breaks: [
      'update at another version changes nothing',
      'an update that is over at once ends the entry, and leaves no tombstone',
      'of 20 updates at one version one wins',
    ],
    around: (store) => ({
      async update(key, entry, _version, now) {
        for (;;) {
          const found = await store.load(key, now)
          if (found === null) return false
          if (await store.update(key, entry, found.version, now)) return true
        }
      },
    }),
  },
  {
    fault: 'update compares the version first and writes then',
    breaks: ['of 20 updates at one version one wins'],
    around: (store) => ({
      async update(key, entry, version, now) {
        if ((await store.load(key, now))?.version !== version) return false
        await anotherTurn()
        const found = await store.load(key, now)
        return found !== null && store.update(key, entry, found.version, now)
      },
    }),
  },
  {
    fault: 'update inserts',
    breaks: [
      'update never inserts',
      'update is refused from the second on which the entry is over',
      'an update that is over at once ends the entry, and leaves no tombstone',
    ],
    around: (store) => ({
      async update(key, entry, version, now) {
        if (await store.update(key, entry, version, now)) return true
        return (await store.load(key, now)) === null && store.create(key, entry, now)
      },
    }),
  },
  {
    fault: 'update brings back what was deleted',
    breaks: ['a deleted key refuses update'],
    around(store) {
      const [deleted, revived] = [new Set<string>(), new Map<string, StoredEntry>()]
      return {
        async delete(key, now, ifSubject) {
          const isDone = await store.delete(key, now, ifSubject)
          if (isDone) deleted.add(key)
          return isDone
        },
        load: async (key, now) => (await store.load(key, now)) ?? revived.get(key) ?? null,
        async update(key, entry, version, now) {
          if (!deleted.has(key)) return store.update(key, entry, version, now)
          revived.set(key, { ...entry, version: version + 1 })
          return true
        },
      }
    },
  },
  {
    fault: 'update leaves the subject as it was',
    breaks: [
      'update overwrites every part, and raises the version by one each time',
      'delete with a subject goes by the subject the entry has now',
      'an update with another subject moves the entry to that list',
    ],
    around: (store) => ({
      async update(key, entry, version, now) {
        const subject = (await store.load(key, now))?.subject ?? null
        return store.update(key, { ...entry, subject }, version, now)
      },
    }),
  },
  {
    fault: 'update moves touchedAt back',
    breaks: [
      'create replaces an entry that is over, on the second it is',
      'update never moves touchedAt back, and takes expiresAt as given',
      'an update after a touch succeeds, and keeps the later touchedAt',
    ],
    around(store) {
      const touchedAtOf = new Map<string, number>()
      return {
        load: async (key, now) => withTouchedAt(await store.load(key, now), touchedAtOf.get(key)),
        async update(key, entry, version, now) {
          const isDone = await store.update(key, entry, version, now)
          if (isDone) touchedAtOf.set(key, entry.touchedAt)
          return isDone
        },
        touch(key, touchedAt, expiresAt, now) {
          touchedAtOf.delete(key)
          return store.touch(key, touchedAt, expiresAt, now)
        },
      }
    },
  },
  {
    fault: 'update keeps the later expiresAt',
    breaks: [
      'update never moves touchedAt back, and takes expiresAt as given',
      'an update that is over at once ends the entry, and leaves no tombstone',
      'an update after a touch succeeds, and keeps the later touchedAt',
      'an entry is listed until the second it is over, as touches and updates moved it',
      'sweep goes by the end to which an entry was moved',
    ],
    around: (store) => ({
      async update(key, entry, version, now) {
        const found = await store.load(key, now)
        const expiresAt = Math.max(found?.expiresAt ?? 0, entry.expiresAt)
        return store.update(key, { ...entry, expiresAt }, version, now)
      },
    }),
  },
]
