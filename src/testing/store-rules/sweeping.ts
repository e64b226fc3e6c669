/**
 * Rules of `sweep`: it removes what is over, and nothing else.
 *
 * @module
 */

import { type Store, tombstoneSeconds } from '../../store.ts'
import type { Instant } from '../../time.ts'
import { expectEntry, expectInOrder, expectSame } from '../expectation.ts'
import type { StoreRule } from '../store-rule.ts'
import {
  created,
  createdMany,
  listedKeys,
  randomSubject,
  stored,
  trialEntry,
} from '../trial-entry.ts'

/** Rules of `sweep`. */
export const sweepingRules: readonly StoreRule[] = [
  {
    name: 'sweep leaves what is live, up to its last second',
    async check({ store, now }) {
      const subject = randomSubject()
      const mine = await createdMany(store, now, { subject }, 3)
      await sweepAll(store, now + 59)
      for (const { key, entry } of mine) {
        expectEntry('load', await store.load(key, now + 59), stored(entry))
      }
      const keys = mine.map(({ key }) => key)
      expectInOrder('list', await listedKeys(store, subject, now + 59), keys)
    },
  },
  {
    name: 'sweep leaves a tombstone for its hour',
    async check({ store, now }) {
      const { key } = await created(store, now)
      expectSame('delete', await store.delete(key, now), true)
      const last = now + tombstoneSeconds - 1
      await sweepAll(store, last)
      expectSame('create', await store.create(key, trialEntry(last), last), false)
    },
  },
  {
    name: 'sweep leaves the stamps of subjects and the epoch',
    async check({ store, now }) {
      const subject = randomSubject()
      await store.raiseNotBefore(subject)
      await store.raiseEpoch()
      const [{ at }, { epoch, at: epochAt }] = [await store.notBefore(subject), await store.epoch()]
      await sweepAll(store, now + 30 * 86_400)
      expectSame('stamp', (await store.notBefore(subject)).at, at)
      const after = await store.epoch()
      expectSame('epoch', after.epoch, epoch)
      expectSame('stamp of the epoch', after.at, epochAt)
    },
  },
  {
    name: 'sweep removes entries on the second they are over, counts them, and keeps to its limit',
    needs: 'sweep',
    async check({ store, now }) {
      await sweepAll(store, now + 2 * 86_400)
      await createdMany(store, now, { subject: randomSubject() }, 5)
      const live = await created(store, now, { expiresAt: now + 61 })
      expectSame('a second before', await store.sweep(1_000, now + 59), 0)
      expectSame('the first three', await store.sweep(3, now + 60), 3)
      expectSame('the rest', await store.sweep(1_000, now + 60), 2)
      expectSame('none left', await store.sweep(1_000, now + 60), 0)
      expectEntry('load', await store.load(live.key, now + 60), stored(live.entry))
    },
  },
  {
    name: 'sweep goes by the end to which an entry was moved',
    needs: 'sweep',
    async check({ store, now }) {
      await sweepAll(store, now + 2 * 86_400)
      const [touched, updated] = [await created(store, now), await created(store, now)]
      const shorter = trialEntry(now, { expiresAt: now + 50 })
      expectSame('touch', await store.touch(touched.key, now, now + 80, now), true)
      expectSame('update', await store.update(updated.key, shorter, 1, now), true)
      expectSame('before the earlier end', await store.sweep(1_000, now + 49), 0)
      expectSame('at the earlier end', await store.sweep(1_000, now + 50), 1)
      expectSame('before the later end', await store.sweep(1_000, now + 79), 0)
      expectSame('load', (await store.load(touched.key, now + 79))?.version, 1)
      expectSame('at the later end', await store.sweep(1_000, now + 80), 1)
    },
  },
  {
    name: 'sweep removes tombstones after their hour, and counts them',
    needs: 'sweep',
    async check({ store, now }) {
      await sweepAll(store, now + 2 * 86_400)
      const { key } = await created(store, now)
      expectSame('delete', await store.delete(key, now), true)
      expectSame('before the end', await store.sweep(1_000, now + tombstoneSeconds - 1), 0)
      expectSame('after the hour', await store.sweep(1_000, now + tombstoneSeconds), 1)
      expectSame('none left', await store.sweep(1_000, now + tombstoneSeconds), 0)
    },
  },
]

async function sweepAll(store: Store, now: Instant): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    const removed = await store.sweep(1_000, now)
    if (!Number.isSafeInteger(removed) || removed < 0 || removed > 1_000) {
      throw new Error(`sweep of at most 1000: expected 0 to 1000, found ${removed}`)
    }
    if (removed === 0) return
  }
  throw new Error('sweep: expected an end, found none after 100 turns')
}
