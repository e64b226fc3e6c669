/**
 * Stores that are wrong in their stamps or their epoch.
 *
 * @module
 */

import type { WrongStore } from './wrong-store.ts'

/** Stores that are wrong in their stamps or their epoch. */
export const wrongInRevoking: readonly WrongStore[] = [
  {
    fault: 'stamps are in seconds',
    breaks: [
      'a subject that was never raised has the stamp 0, beside the clock in milliseconds',
      'raising a subject stamps it with the clock that is read beside it',
      'raising a subject resolves its own stamp, and no two are the same',
    ],
    around: (store) => ({
      async notBefore(subject) {
        const { at, storeNow } = await store.notBefore(subject)
        return { at: Math.floor(at / 1_000), storeNow: Math.floor(storeNow / 1_000) }
      },
    }),
  },
  {
    fault: "the store's clock is set back",
    breaks: ["the store's clock never goes back"],
    around(store) {
      let readings = 0
      return {
        async notBefore(subject) {
          const { at, storeNow } = await store.notBefore(subject)
          readings += 1
          return { at, storeNow: readings < 15 ? storeNow : storeNow - 1_000 }
        },
      }
    },
  },
  {
    fault: 'a subject keeps its first stamp',
    breaks: [
      'raising a subject again moves its stamp forward',
      'raising a subject resolves its own stamp, and no two are the same',
    ],
    around(store) {
      const first = new Map<string, Promise<number>>()
      return {
        raiseNotBefore(subject) {
          const stamp = first.get(subject) ?? store.raiseNotBefore(subject)
          first.set(subject, stamp)
          return stamp
        },
      }
    },
  },
  {
    fault: "raising a subject resolves the clock, which may be another one's stamp",
    breaks: ['raising a subject resolves its own stamp, and no two are the same'],
    around: (store) => ({
      async raiseNotBefore(subject) {
        await store.raiseNotBefore(subject)
        return (await store.notBefore(subject)).at
      },
    }),
  },
  {
    fault: 'raising a subject deletes its entries',
    breaks: ['raising a subject or the epoch leaves entries as they are'],
    around(store) {
      const keysOf = new Map<string | null, string[]>()
      return {
        create(key, entry, now) {
          keysOf.set(entry.subject, [...(keysOf.get(entry.subject) ?? []), key])
          return store.create(key, entry, now)
        },
        async raiseNotBefore(subject) {
          const stamp = await store.raiseNotBefore(subject)
          for (const key of keysOf.get(subject) ?? []) await store.delete(key, 0)
          return stamp
        },
      }
    },
  },
  {
    fault: 'the epoch is read first and written then',
    breaks: ['20 raises of the epoch at once are all counted'],
    around(store) {
      let epoch = 0
      return {
        async raiseEpoch() {
          const before = epoch
          await store.raiseEpoch()
          epoch = before + 1
          return epoch
        },
        epoch: async () => ({ ...(await store.epoch()), epoch }),
      }
    },
  },
  {
    fault: 'the epoch of a new store is 1',
    breaks: ['the epoch is a whole number from 0, and has a stamp once it was raised'],
    around: (store) => ({
      raiseEpoch: async () => (await store.raiseEpoch()) + 1,
      async epoch() {
        const found = await store.epoch()
        return { ...found, epoch: found.epoch + 1 }
      },
    }),
  },
  {
    fault: 'the epoch has no stamp',
    breaks: ['raising the epoch raises it by one, stamps it, and resolves it'],
    around: (store) => ({ epoch: async () => ({ ...(await store.epoch()), at: 0 }) }),
  },
]
