/**
 * Rules of `touch`: it never inserts, and moves nothing back.
 *
 * @module
 */

import { expectEntry, expectSame } from '../expectation.ts'
import type { StoreRule } from '../store-rule.ts'
import { created, randomKey, randomSubject, stored, trialEntry } from '../trial-entry.ts'

/** Rules of `touch`. */
export const touchingRules: readonly StoreRule[] = [
  {
    name: 'touch moves touchedAt and expiresAt forward and leaves the rest',
    async check({ store, now }) {
      const { key, entry } = await created(store, now, { subject: randomSubject() })
      expectSame('update', await store.update(key, entry, 1, now), true)
      const [touchedAt, expiresAt] = [now + 40, now + 100]
      expectSame('touch', await store.touch(key, touchedAt, expiresAt, now + 40), true)
      const expected = stored({ ...entry, touchedAt, expiresAt }, 2)
      expectEntry('load past the old end', await store.load(key, now + 99), expected)
      expectSame('load at the new end', await store.load(key, now + 100), null)
    },
  },
  {
    name: 'touch moves neither instant back, and still says that the key is live',
    async check({ store, now }) {
      const { key, entry } = await created(store, now + 30)
      const { touchedAt, expiresAt } = entry
      expectSame('touch', await store.touch(key, now, now + 60, now), true)
      expectEntry('load', await store.load(key, now), stored(entry))
      expectSame('same touch', await store.touch(key, touchedAt, expiresAt, now), true)
      expectEntry('load', await store.load(key, now), stored(entry))
      const longer = stored({ ...entry, expiresAt: expiresAt + 5 })
      expectSame('longer', await store.touch(key, now, expiresAt + 5, now), true)
      expectEntry('load', await store.load(key, now), longer)
      expectSame('later', await store.touch(key, touchedAt + 5, now, now), true)
      expectEntry('load', await store.load(key, now), { ...longer, touchedAt: touchedAt + 5 })
    },
  },
  {
    name: 'touch never inserts',
    async check({ store, now }) {
      const key = randomKey()
      expectSame('touch', await store.touch(key, now, now + 60, now), false)
      expectSame('load', await store.load(key, now), null)
      expectSame('create', await store.create(key, trialEntry(now), now), true)
    },
  },
  {
    name: 'touch is refused from the second on which the entry is over',
    async check({ store, now }) {
      const { key } = await created(store, now)
      expectSame('touch', await store.touch(key, now + 60, now + 120, now + 60), false)
      expectSame('load on the second', await store.load(key, now + 60), null)
      expectSame('touch before', await store.touch(key, now + 59, now + 120, now + 59), true)
    },
  },
  {
    name: 'an update after a touch succeeds, and keeps the later touchedAt',
    async check({ store, now }) {
      const { key } = await created(store, now)
      expectSame('touch', await store.touch(key, now + 20, now + 80, now + 20), true)
      const next = trialEntry(now + 10, { expiresAt: now + 75 })
      expectSame('update', await store.update(key, next, 1, now + 20), true)
      const expected = stored({ ...next, touchedAt: now + 20 }, 2)
      expectEntry('load', await store.load(key, now + 20), expected)
    },
  },
]
