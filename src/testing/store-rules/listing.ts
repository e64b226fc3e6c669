/**
 * Rules of `listBySubject`: the live entries of a subject, all of them and no others, by pages.
 *
 * @module
 */

import { expectEntry, expectInOrder, expectSame } from '../expectation.ts'
import type { StoreRule } from '../store-rule.ts'
import {
  byKey,
  type CreatedEntry,
  created,
  createdMany,
  listedKeys,
  randomKey,
  randomSubject,
  stored,
  trialEntry,
  walked,
} from '../trial-entry.ts'

/** Rules of `listBySubject`. */
export const listingRules: readonly StoreRule[] = [
  {
    name: 'a subject without entries has an empty list',
    async check({ store, now }) {
      const page = await store.listBySubject(randomSubject(), { limit: 10 }, now)
      expectSame('entries', page.entries.length, 0)
      expectSame('next', page.next, undefined)
    },
  },
  {
    name: 'a list holds the entries of its subject as they are, and no others',
    async check({ store, now }) {
      const subject = randomSubject()
      const mine = await createdMany(store, now, { subject }, 3)
      await createdMany(store, now, { subject: randomSubject() }, 2)
      await created(store, now)
      const listed = (await walked(store, subject, 100, now)).toSorted(byKey)
      expectInOrder('keys', keysOf(listed), keysOf(mine))
      for (const [at, { entry }] of mine.entries()) {
        expectEntry('entry', listed[at]?.entry ?? null, stored(entry))
      }
    },
  },
  {
    name: 'a list is in the order of the codes of the characters of its keys',
    async check({ store, now }) {
      const [subject, rest] = [randomSubject(), randomKey().slice(2)]
      const keys = ['-A', '0b', 'A_', 'Bc', '_-', '_d', 'a-', 'bE', 'z0'].map(
        (start) => start + rest,
      )
      for (const key of keys.toReversed()) await created(store, now, { subject }, key)
      for (const limit of [100, 2]) {
        expectInOrder('keys', keysOf(await walked(store, subject, limit, now)), keys)
      }
    },
  },
  {
    name: 'a page that holds the whole list has no next',
    async check({ store, now }) {
      const subject = randomSubject()
      await createdMany(store, now, { subject }, 3)
      for (const limit of [3, 4, 1_000]) {
        const page = await store.listBySubject(subject, { limit, after: undefined }, now)
        expectSame(`entries of ${limit}`, page.entries.length, 3)
        expectSame(`next of ${limit}`, page.next, undefined)
      }
    },
  },
  {
    name: 'one entry more than the limit makes a second page',
    async check({ store, now }) {
      const subject = randomSubject()
      const mine = await createdMany(store, now, { subject }, 4)
      const first = await store.listBySubject(subject, { limit: 3 }, now)
      expectSame('entries of the first page', first.entries.length, 3)
      if (first.next === undefined) throw new Error('next: expected a text, found undefined')
      const second = await store.listBySubject(subject, { limit: 3, after: first.next }, now)
      const both = [...first.entries, ...second.entries].toSorted(byKey)
      expectInOrder('both pages', keysOf(both), keysOf(mine))
      expectSame('next of the last page', second.next, undefined)
    },
  },
  {
    name: 'many pages hold each entry once',
    async check({ store, now }) {
      const subject = randomSubject()
      const mine = await createdMany(store, now, { subject }, 25)
      for (const limit of [1, 7]) {
        const listed = (await walked(store, subject, limit, now)).toSorted(byKey)
        expectInOrder(`pages of ${limit}`, keysOf(listed), keysOf(mine))
      }
    },
  },
  {
    name: 'the next page begins rightly when the entry before it was deleted meanwhile',
    async check({ store, now }) {
      const subject = randomSubject()
      const mine = await createdMany(store, now, { subject }, 5)
      const first = await store.listBySubject(subject, { limit: 2 }, now)
      for (const { key } of first.entries) {
        expectSame('delete', await store.delete(key, now, subject), true)
      }
      const second = await store.listBySubject(subject, { limit: 3, after: first.next }, now)
      const both = [...first.entries, ...second.entries].toSorted(byKey)
      expectInOrder('both pages', keysOf(both), keysOf(mine))
    },
  },
  {
    name: 'an update with another subject moves the entry to that list',
    async check({ store, now }) {
      const [before, after] = [randomSubject(), randomSubject()]
      const { key } = await created(store, now, { subject: before })
      const next = trialEntry(now, { subject: after })
      expectSame('update', await store.update(key, next, 1, now), true)
      expectInOrder('list of before', await listedKeys(store, before, now), [])
      const [listed] = await walked(store, after, 10, now)
      expectEntry('entry of after', listed?.entry ?? null, stored(next, 2))
      expectSame('update to none', await store.update(key, trialEntry(now), 2, now), true)
      expectInOrder('list of after', await listedKeys(store, after, now), [])
      expectSame('update back', await store.update(key, next, 3, now), true)
      expectInOrder('list of after', await listedKeys(store, after, now), [key])
    },
  },
  {
    name: 'a deleted entry is not listed',
    async check({ store, now }) {
      const subject = randomSubject()
      const [gone, left] = await createdMany(store, now, { subject }, 2)
      if (gone === undefined || left === undefined) throw new Error('nothing was created')
      expectSame('delete', await store.delete(gone.key, now), true)
      expectInOrder('list', await listedKeys(store, subject, now), [left.key])
    },
  },
  {
    name: 'an entry is listed until the second it is over, as touches and updates moved it',
    async check({ store, now }) {
      const subject = randomSubject()
      const [plain, touched, updated] = await createdMany(store, now, { subject }, 3)
      if (plain === undefined || touched === undefined || updated === undefined) {
        throw new Error('nothing was created')
      }
      const { key } = touched
      const longer = trialEntry(now, { subject, expiresAt: now + 80 })
      const shorter = trialEntry(now, { subject, expiresAt: now + 75 })
      expectSame('touch', await store.touch(key, now + 1, now + 70, now + 1), true)
      expectSame('update', await store.update(updated.key, longer, 1, now), true)
      expectSame('update back', await store.update(updated.key, shorter, 2, now), true)
      const all = [plain.key, key, updated.key]
      expectInOrder('a second before', await listedKeys(store, subject, now + 59), all)
      expectInOrder('at 60', await listedKeys(store, subject, now + 60), all.slice(1))
      expectInOrder('at 70', await listedKeys(store, subject, now + 70), all.slice(2))
      expectInOrder('at 75', await listedKeys(store, subject, now + 75), [])
    },
  },
  {
    name: 'entries that are over hide none of the live ones behind them',
    async check({ store, now }) {
      const subject = randomSubject()
      for (const start of ['-', 'M', 'z']) {
        for (let count = 0; count < 4; count += 1) {
          await created(store, now, { subject }, start + randomKey().slice(1))
        }
      }
      const live: CreatedEntry[] = []
      for (const start of ['0', 'C', 'c', 'zz']) {
        const key = start + randomKey().slice(start.length)
        live.push(await created(store, now, { subject, expiresAt: now + 90 }, key))
      }
      const listed = (await walked(store, subject, 2, now + 60)).toSorted(byKey)
      expectInOrder('keys', keysOf(listed), keysOf(live))
    },
  },
]

function keysOf(entries: readonly { readonly key: string }[]): readonly string[] {
  return entries.map(({ key }) => key)
}
