/**
 * Rules of `delete`: it wins over whatever is in flight, and its tombstone stands for an hour.
 *
 * @module
 */

import { tombstoneSeconds } from '../../store.ts'
import { expectEntry, expectSame } from '../expectation.ts'
import type { StoreRule } from '../store-rule.ts'
import { created, randomKey, randomSubject, stored, trialEntry, winners } from '../trial-entry.ts'

/** Rules of `delete`. */
export const deletingRules: readonly StoreRule[] = [
  {
    name: 'delete ends a live entry, once',
    async check({ store, now }) {
      for (const subject of [null, randomSubject()]) {
        const { key } = await created(store, now, { subject })
        expectSame('delete', await store.delete(key, now), true)
        expectSame('load', await store.load(key, now), null)
        expectSame('delete again', await store.delete(key, now), false)
      }
    },
  },
  {
    name: 'delete leaves the entry of another subject as it was',
    async check({ store, now }) {
      for (const subject of [null, randomSubject()]) {
        const { key, entry } = await created(store, now, { subject })
        expectSame('delete', await store.delete(key, now, randomSubject()), false)
        expectEntry('load', await store.load(key, now), stored(entry))
      }
    },
  },
  {
    name: 'delete with a subject goes by the subject the entry has now',
    async check({ store, now }) {
      const [before, after] = [randomSubject(), randomSubject()]
      const { key } = await created(store, now, { subject: before })
      const next = trialEntry(now, { subject: after })
      expectSame('update', await store.update(key, next, 1, now), true)
      expectSame('delete with the old one', await store.delete(key, now, before), false)
      expectEntry('load', await store.load(key, now), stored(next, 2))
      expectSame('delete with the new one', await store.delete(key, now, after), true)
      expectSame('load', await store.load(key, now), null)
    },
  },
  {
    name: 'delete of a key that is not there leaves no tombstone',
    async check({ store, now }) {
      const [key, subject] = [randomKey(), randomSubject()]
      expectSame('delete', await store.delete(key, now), false)
      expectSame('delete with a subject', await store.delete(key, now, subject), false)
      expectSame('create', await store.create(key, trialEntry(now), now), true)
    },
  },
  {
    name: 'delete of an entry that is over resolves false and leaves no tombstone',
    async check({ store, now }) {
      const { key } = await created(store, now)
      expectSame('delete on the second', await store.delete(key, now + 60), false)
      const next = trialEntry(now + 60)
      expectSame('create', await store.create(key, next, now + 60), true)
      expectSame('delete a second before', await store.delete(key, now + 119), true)
    },
  },
  {
    name: 'of 20 deletes at once one wins',
    async check({ store, now }) {
      const { key } = await created(store, now, { subject: randomSubject() })
      expectSame('winners', await winners(20, () => store.delete(key, now)), 1)
    },
  },
  {
    name: 'a deleted key refuses create',
    async check({ store, now }) {
      const { key } = await created(store, now, { expiresAt: now + 86_400 })
      expectSame('delete', await store.delete(key, now), true)
      expectSame('create', await store.create(key, trialEntry(now), now), false)
      expectSame('load', await store.load(key, now), null)
    },
  },
  {
    name: 'a deleted key refuses update',
    async check({ store, now }) {
      const { key, entry } = await created(store, now, { expiresAt: now + 86_400 })
      expectSame('delete', await store.delete(key, now), true)
      for (const version of [0, 1, 2]) {
        expectSame('update', await store.update(key, entry, version, now), false)
      }
      expectSame('load', await store.load(key, now), null)
    },
  },
  {
    name: 'a deleted key refuses touch',
    async check({ store, now }) {
      const { key } = await created(store, now, { expiresAt: now + 86_400 })
      expectSame('delete', await store.delete(key, now), true)
      expectSame('touch', await store.touch(key, now, now + 86_400, now), false)
      expectSame('load', await store.load(key, now), null)
    },
  },
  {
    name: 'a delete among updates and touches at once wins over all of them',
    async check({ store, now }) {
      for (let turn = 0; turn < 5; turn += 1) {
        const { key } = await created(store, now, { subject: randomSubject() })
        const [, isDeleted] = await Promise.all([
          store.update(key, trialEntry(now), 1, now),
          store.delete(key, now),
          store.touch(key, now + 1, now + 61, now),
          store.update(key, trialEntry(now), 1, now),
          store.update(key, trialEntry(now), 2, now),
          store.touch(key, now + 2, now + 62, now),
        ])
        expectSame('delete', isDeleted, true)
        expectSame('load', await store.load(key, now), null)
      }
    },
  },
  {
    name: 'a tombstone stands for an hour and no longer',
    async check({ store, now }) {
      const { key } = await created(store, now)
      expectSame('delete', await store.delete(key, now + 5), true)
      const end = now + 5 + tombstoneSeconds
      expectSame('create before', await store.create(key, trialEntry(end), end - 1), false)
      const next = trialEntry(end)
      expectSame('create after the hour', await store.create(key, next, end), true)
      expectEntry('load', await store.load(key, end), stored(next))
      expectSame('delete', await store.delete(key, end), true)
    },
  },
]
