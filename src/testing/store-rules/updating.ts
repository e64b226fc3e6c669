/**
 * Rules of `update`: it never inserts, none is lost, and activity never moves back.
 *
 * @module
 */

import { expectEntry, expectInOrder, expectSame } from '../expectation.ts'
import type { StoreRule } from '../store-rule.ts'
import {
  created,
  listedKeys,
  randomKey,
  randomSubject,
  stored,
  trialEntry,
  winners,
} from '../trial-entry.ts'

/** Rules of `update`. */
export const updatingRules: readonly StoreRule[] = [
  {
    name: 'update overwrites every part, and raises the version by one each time',
    async check({ store, now }) {
      const { key } = await created(store, now)
      for (let version = 1; version <= 5; version += 1) {
        const later = now + version
        const next = trialEntry(later, { subject: randomSubject() })
        expectSame('update', await store.update(key, next, version, later), true)
        expectEntry('load', await store.load(key, later), stored(next, version + 1))
      }
      expectSame('load past the first end', (await store.load(key, now + 62))?.version, 6)
    },
  },
  {
    name: 'update at another version changes nothing',
    async check({ store, now }) {
      const { key, entry } = await created(store, now)
      expectSame('update at 1', await store.update(key, entry, 1, now), true)
      for (const version of [0, 1, 3]) {
        const other = trialEntry(now + 1, { subject: randomSubject() })
        expectSame(`update at ${version}`, await store.update(key, other, version, now), false)
      }
      expectEntry('load', await store.load(key, now), stored(entry, 2))
    },
  },
  {
    name: 'update never inserts',
    async check({ store, now }) {
      const [key, subject] = [randomKey(), randomSubject()]
      for (const version of [0, 1]) {
        const entry = trialEntry(now, { subject })
        expectSame('update', await store.update(key, entry, version, now), false)
      }
      expectSame('load', await store.load(key, now), null)
      expectInOrder('list', await listedKeys(store, subject, now), [])
    },
  },
  {
    name: 'update is refused from the second on which the entry is over',
    async check({ store, now }) {
      const { key } = await created(store, now)
      const longer = trialEntry(now, { expiresAt: now + 600 })
      expectSame('update', await store.update(key, longer, 1, now + 60), false)
      expectSame('load on the second', await store.load(key, now + 60), null)
      expectSame('update before', await store.update(key, longer, 1, now + 59), true)
      expectEntry('load after', await store.load(key, now + 60), stored(longer, 2))
    },
  },
  {
    name: 'update never moves touchedAt back, and takes expiresAt as given',
    async check({ store, now }) {
      const { key, entry } = await created(store, now + 30)
      const { touchedAt } = entry
      for (const [at, expiresAt] of [now + 40, now + 90, now + 50].entries()) {
        const earlier = trialEntry(now, { expiresAt })
        expectSame('update', await store.update(key, earlier, at + 1, now), true)
        const expected = stored({ ...earlier, touchedAt }, at + 2)
        expectEntry('load', await store.load(key, expiresAt - 1), expected)
        expectSame('load at the end', await store.load(key, expiresAt), null)
      }
    },
  },
  {
    name: 'an update that is over at once ends the entry, and leaves no tombstone',
    async check({ store, now }) {
      const subject = randomSubject()
      const { key } = await created(store, now, { subject })
      const over = trialEntry(now, { subject, expiresAt: now })
      expectSame('update at another version', await store.update(key, over, 2, now), false)
      expectSame('update', await store.update(key, over, 1, now), true)
      expectSame('load', await store.load(key, now), null)
      expectInOrder('list', await listedKeys(store, subject, now), [])
      expectSame('touch', await store.touch(key, now, now + 60, now), false)
      expectSame('update again', await store.update(key, trialEntry(now), 2, now), false)
      expectSame('delete', await store.delete(key, now), false)
      expectSame('create', await store.create(key, trialEntry(now), now), true)
    },
  },
  {
    name: 'of 20 updates at one version one wins',
    async check({ store, now }) {
      const { key } = await created(store, now)
      const won = await winners(20, () => store.update(key, trialEntry(now), 1, now))
      expectSame('winners', won, 1)
      expectSame('version', (await store.load(key, now))?.version, 2)
    },
  },
]
