/**
 * Stores that are wrong in `delete` or its tombstones.
 *
 * @module
 */

import { type Store, tombstoneSeconds } from '../../../src/store.ts'
import type { WrongStore } from './wrong-store.ts'

/** Stores that are wrong in `delete` or its tombstones. */
export const wrongInDeleting: readonly WrongStore[] = [
  {
    fault: 'delete ignores the subject',
    breaks: [
      'keys and subjects that differ only in case are different',
      'delete leaves the entry of another subject as it was',
      'delete with a subject goes by the subject the entry has now',
    ],
    around: (store) => ({ delete: (key, now) => store.delete(key, now) }),
  },
  {
    fault: 'delete always says yes',
    breaks: [
      'keys and subjects that differ only in case are different',
      'an update that is over at once ends the entry, and leaves no tombstone',
      'delete ends a live entry, once',
      'delete leaves the entry of another subject as it was',
      'delete with a subject goes by the subject the entry has now',
      'delete of a key that is not there leaves no tombstone',
      'delete of an entry that is over resolves false and leaves no tombstone',
      'of 20 deletes at once one wins',
    ],
    around: (store) => ({
      async delete(key, now, ifSubject) {
        await store.delete(key, now, ifSubject)
        return true
      },
    }),
  },
  {
    fault: 'delete leaves no tombstone',
    breaks: [
      'a deleted key refuses create',
      'a tombstone stands for an hour and no longer',
      'sweep leaves a tombstone for its hour',
      'sweep removes tombstones after their hour, and counts them',
    ],
    around: (store) => ({ delete: deleteWithTombstoneOf(store, 0) }),
  },
  {
    fault: 'a tombstone lasts half an hour',
    breaks: [
      'a tombstone stands for an hour and no longer',
      'sweep leaves a tombstone for its hour',
      'sweep removes tombstones after their hour, and counts them',
    ],
    around: (store) => ({ delete: deleteWithTombstoneOf(store, tombstoneSeconds / 2) }),
  },
  {
    fault: 'a tombstone lasts for ever',
    breaks: ['a tombstone stands for an hour and no longer'],
    around(store) {
      const deleted = new Set<string>()
      return {
        create: async (key, entry, now) => !deleted.has(key) && store.create(key, entry, now),
        async delete(key, now, ifSubject) {
          const isDone = await store.delete(key, now, ifSubject)
          if (isDone) deleted.add(key)
          return isDone
        },
      }
    },
  },
]

// Deletes as of an earlier moment, so that of the tombstone's hour only so many seconds are left.
function deleteWithTombstoneOf(store: Store, seconds: number): Store['delete'] {
  return async (key, now, ifSubject) => {
    if ((await store.load(key, now)) === null) return false
    return store.delete(key, now - tombstoneSeconds + seconds, ifSubject)
  }
}
