/**
 * Rules of `create` and `load`: what goes in comes out exactly, and a key is taken once.
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

/** Rules of `create` and `load`. */
export const creatingRules: readonly StoreRule[] = [
  {
    name: 'a key that was never created loads as null',
    async check({ store, now }) {
      expectSame('load', await store.load(randomKey(), now), null)
    },
  },
  {
    name: 'what was created loads as it was, at version 1',
    async check({ store, now }) {
      for (const subject of [null, 's', randomSubject(), 'A-z_0123456789abc'.repeat(4).slice(4)]) {
        const { key, entry } = await created(store, now, { subject, expiresAt: now + 86_400 })
        expectEntry('load', await store.load(key, now), stored(entry))
      }
    },
  },
  {
    name: 'an empty value and every byte from 0 to 255 come back exactly',
    async check({ store, now }) {
      const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      // A window on a larger buffer: whoever writes the buffer behind it writes too much.
      const window = new Uint8Array(300).fill(7).subarray(20, 40)
      for (const value of [new Uint8Array(), everyByte, window]) {
        const { key, entry } = await created(store, now, { value })
        expectEntry('load', await store.load(key, now), stored(entry))
      }
    },
  },
  {
    name: 'a value of 1 MB comes back exactly',
    async check({ store, now }) {
      const value = new Uint8Array(1_000_000)
      for (let at = 0; at < value.length; at += 1) value[at] = (at * 31 + (at >> 8)) & 255
      const { key, entry } = await created(store, now, { value })
      expectEntry('load', await store.load(key, now), stored(entry))
      const longer = trialEntry(now, { value: value.toReversed() })
      expectSame('update', await store.update(key, longer, 1, now), true)
      expectEntry('load after update', await store.load(key, now), stored(longer, 2))
    },
  },
  {
    name: 'a value that its owner overwrites later stays in the store as it was',
    async check({ store, now }) {
      const value = Uint8Array.of(1, 2, 3)
      const { key, entry } = await created(store, now, { value: value.slice() })
      entry.value.fill(9)
      const found = await store.load(key, now)
      expectEntry('load', found, stored({ ...entry, value }))
      found?.value.fill(8)
      expectEntry('load again', await store.load(key, now), stored({ ...entry, value }))
    },
  },
  {
    name: 'an entry is over on the second it expires, not before',
    async check({ store, now }) {
      const { key, entry } = await created(store, now)
      expectEntry('load a second before', await store.load(key, now + 59), stored(entry))
      expectSame('load on the second', await store.load(key, now + 60), null)
      expectSame('load a day later', await store.load(key, now + 86_400), null)
    },
  },
  {
    name: 'create refuses a live key and changes nothing',
    async check({ store, now }) {
      const { key, entry } = await created(store, now, { subject: randomSubject() })
      const other = trialEntry(now + 1, { subject: randomSubject() })
      expectSame('create', await store.create(key, other, now), false)
      expectSame('create a second before the end', await store.create(key, other, now + 59), false)
      expectEntry('load', await store.load(key, now), stored(entry))
    },
  },
  {
    name: 'create replaces an entry that is over, on the second it is',
    async check({ store, now }) {
      const [before, after] = [randomSubject(), randomSubject()]
      const { key, entry } = await created(store, now, { subject: before })
      expectSame('update', await store.update(key, entry, 1, now), true)
      const next = trialEntry(now + 60, { subject: after })
      expectSame('create', await store.create(key, next, now + 60), true)
      expectEntry('load', await store.load(key, now + 60), stored(next))
      expectInOrder('list of before', await listedKeys(store, before, now + 60), [])
      expectInOrder('list of after', await listedKeys(store, after, now + 60), [key])
    },
  },
  {
    name: 'of 20 creates at once one wins',
    async check({ store, now }) {
      const key = randomKey()
      let winner = trialEntry(now)
      const won = await winners(20, async () => {
        const entry = trialEntry(now)
        const isWinner = await store.create(key, entry, now)
        if (isWinner) winner = entry
        return isWinner
      })
      expectSame('winners', won, 1)
      expectEntry('load', await store.load(key, now), stored(winner))
    },
  },
  {
    name: 'of 20 creates over an entry that is over one wins',
    async check({ store, now }) {
      const { key } = await created(store, now)
      const later = now + 60
      const won = await winners(20, () => store.create(key, trialEntry(later), later))
      expectSame('winners', won, 1)
    },
  },
  {
    name: 'keys and subjects that differ only in case are different',
    async check({ store, now }) {
      const [key, subject] = [`aA${randomKey().slice(2)}`, `aA${randomSubject().slice(2)}`]
      const one = await created(store, now, { subject }, key)
      const other = await created(
        store,
        now,
        { subject: `Aa${subject.slice(2)}` },
        `Aa${key.slice(2)}`,
      )
      expectSame('delete', await store.delete(other.key, now, subject), false)
      expectInOrder('list', await listedKeys(store, subject, now), [key])
      expectSame('delete of the other', await store.delete(other.key, now), true)
      expectEntry('load', await store.load(key, now), stored(one.entry))
    },
  },
]
