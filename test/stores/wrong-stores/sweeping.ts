/**
 * Stores that are wrong in `sweep`.
 *
 * @module
 */

import type { WrongStore } from './wrong-store.ts'

/** Stores that are wrong in `sweep`. */
export const wrongInSweeping: readonly WrongStore[] = [
  {
    fault: 'sweep removes what has a second to live',
    breaks: [
      'sweep leaves what is live, up to its last second',
      'sweep leaves a tombstone for its hour',
      'sweep removes entries on the second they are over, counts them, and keeps to its limit',
      'sweep goes by the end to which an entry was moved',
      'sweep removes tombstones after their hour, and counts them',
    ],
    around: (store) => ({ sweep: (limit, now) => store.sweep(limit, now + 1) }),
  },
  {
    fault: 'sweep removes more than it was asked to, and does not say so',
    breaks: [
      'sweep removes entries on the second they are over, counts them, and keeps to its limit',
    ],
    around: (store) => ({
      sweep: async (limit, now) => Math.min(limit, await store.sweep(1_000, now)),
    }),
  },
  {
    fault: 'sweep removes the stamps of subjects',
    breaks: ['sweep leaves the stamps of subjects and the epoch'],
    around(store) {
      let hasSwept = false
      return {
        async notBefore(subject) {
          const { at, storeNow } = await store.notBefore(subject)
          return { at: hasSwept ? 0 : at, storeNow }
        },
        sweep(limit, now) {
          hasSwept = true
          return store.sweep(limit, now)
        },
      }
    },
  },
  {
    fault: 'sweep removes nothing',
    breaks: [
      'sweep removes entries on the second they are over, counts them, and keeps to its limit',
      'sweep goes by the end to which an entry was moved',
      'sweep removes tombstones after their hour, and counts them',
    ],
    around: () => ({ sweep: async () => 0 }),
  },
]
