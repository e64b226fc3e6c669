/**
 * Stores that are wrong on purpose, each in a way that sessions would suffer from: the plans of the
 * model have to find every one.
 *
 * @module
 */

import type { Store, StoredEntry } from '../../src/store.ts'
import { wrongInCreating } from '../stores/wrong-stores/creating.ts'
import { wrongInDeleting } from '../stores/wrong-stores/deleting.ts'
import { wrongInListing } from '../stores/wrong-stores/listing.ts'
import { wrongInRevoking } from '../stores/wrong-stores/revoking.ts'
import { wrongInTouching } from '../stores/wrong-stores/touching.ts'
import { wrongInUpdating } from '../stores/wrong-stores/updating.ts'

/** A store that is wrong in one way. */
export interface Fault {
  /** What is wrong with it. */
  readonly fault: string
  /** Gives the verbs that are wrong, around a right store. */
  around(store: Store): Partial<Store>
}

const ofTheContract = [
  'load forgets expiry',
  'every verb lets an entry live a second longer',
  'update ignores the version',
  'update inserts',
  'update brings back what was deleted',
  'update leaves the subject as it was',
  'update keeps the later expiresAt',
  'touch brings back what was there once',
  'delete ignores the subject',
  'delete always says yes',
  'the index keeps the subjects an entry once had',
  'the index keeps what was deleted or is over',
  'a subject keeps its first stamp',
  'the epoch has no stamp',
]

const contractFaults: readonly Fault[] = [
  ...wrongInCreating,
  ...wrongInUpdating,
  ...wrongInTouching,
  ...wrongInDeleting,
  ...wrongInListing,
  ...wrongInRevoking,
].filter(({ fault }) => ofTheContract.includes(fault))

/** The stores. */
export const faults: readonly Fault[] = [
  ...contractFaults,
  {
    fault: 'every seventh update is acknowledged and dropped',
    around(store) {
      let updates = 0
      return {
        async update(key, entry, version, now) {
          updates += 1
          return updates % 7 === 0 || store.update(key, entry, version, now)
        },
      }
    },
  },
  {
    fault: 'a delete is acknowledged, and undone when the next session begins',
    around(store) {
      const [ended, back] = [new Map<string, StoredEntry>(), new Map<string, StoredEntry>()]
      return {
        load: async (key, now) => back.get(key) ?? (await store.load(key, now)),
        async delete(key, now, ifSubject) {
          const entry = await store.load(key, now)
          const isDone = await store.delete(key, now, ifSubject)
          if (isDone && entry !== null) ended.set(key, entry)
          return isDone
        },
        async create(key, entry, now) {
          for (const [old, kept] of ended) back.set(old, kept)
          return store.create(key, entry, now)
        },
      }
    },
  },
  {
    fault: 'a load is answered by a copy that is one write behind',
    around(store) {
      const [copies, latest] = [new Map<string, StoredEntry>(), new Map<string, StoredEntry>()]
      return {
        async load(key, now) {
          const entry = await store.load(key, now)
          if (entry === null) return null
          const known = latest.get(key)
          if (known !== undefined && known.version !== entry.version) copies.set(key, known)
          latest.set(key, entry)
          return copies.get(key) ?? entry
        },
      }
    },
  },
  {
    fault: 'entries are never over',
    around: (store) => ({
      load: (key) => store.load(key, 1),
      update: (key, entry, version) => store.update(key, entry, version, 1),
      touch: (key, touchedAt, expiresAt) => store.touch(key, touchedAt, expiresAt, 1),
      listBySubject: (subject, page) => store.listBySubject(subject, page, 1),
    }),
  },
  {
    fault: 'a touch is acknowledged and not written',
    around: () => ({ touch: async () => true }),
  },
  {
    fault: 'the stamp of a revocation is not kept',
    around: (store) => ({
      notBefore: async (subject) => ({ ...(await store.notBefore(subject)), at: 0 }),
    }),
  },
  {
    fault: 'the epoch is never raised',
    around: (store) => ({ epoch: async () => ({ ...(await store.epoch()), epoch: 0, at: 0 }) }),
  },
  {
    fault: 'a list leaves the first entry out',
    around: (store) => ({
      async listBySubject(subject, page, now) {
        const found = await store.listBySubject(subject, page, now)
        return { ...found, entries: found.entries.slice(1) }
      },
    }),
  },
  {
    fault: 'a sweep takes what is not over yet',
    around: (store) => ({ sweep: (limit, now) => store.sweep(limit, now + 300) }),
  },
]
