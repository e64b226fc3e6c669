/**
 * Rules of `notBefore` and the epoch: stamps of the store's own clock, and none is lost.
 *
 * @module
 */

import type { NotBefore } from '../../store.ts'
import { expectBetween, expectEntry, expectSame } from '../expectation.ts'
import type { StoreRule } from '../store-rule.ts'
import { created, randomSubject, stored } from '../trial-entry.ts'

/** Rules of `raiseNotBefore`, `notBefore`, `raiseEpoch` and `epoch`. */
export const revokingRules: readonly StoreRule[] = [
  {
    name: 'a subject that was never raised has the stamp 0, beside the clock in milliseconds',
    async check({ store }) {
      const { at, storeNow } = await store.notBefore(randomSubject())
      expectSame('at', at, 0)
      expectMilliseconds('storeNow', storeNow)
    },
  },
  {
    name: 'raising a subject stamps it with the clock that is read beside it',
    async check({ store }) {
      const subject = randomSubject()
      const before = await store.notBefore(subject)
      await store.raiseNotBefore(subject)
      const after = await store.notBefore(subject)
      expectMilliseconds('at', after.at)
      expectBetween('at', after.at, before.storeNow, after.storeNow)
      expectSame('at, read again', (await store.notBefore(subject)).at, after.at)
    },
  },
  {
    name: 'raising a subject again moves its stamp forward',
    async check({ store }) {
      const subject = randomSubject()
      await store.raiseNotBefore(subject)
      const { at } = await store.notBefore(subject)
      const { storeNow } = await clockPast(at, () => store.notBefore(subject))
      await Promise.all(Array.from({ length: 5 }, () => store.raiseNotBefore(subject)))
      const again = await store.notBefore(subject)
      expectBetween('at', again.at, storeNow, again.storeNow)
    },
  },
  {
    name: 'raising a subject resolves its own stamp, and no two are the same',
    async check({ store }) {
      const subject = randomSubject()
      const made = await Promise.all(Array.from({ length: 5 }, () => store.raiseNotBefore(subject)))
      for (const at of made) expectMilliseconds('stamp', at)
      expectSame('different stamps', new Set(made).size, made.length)
      expectSame('at', (await store.notBefore(subject)).at, Math.max(...made))
    },
  },
  {
    name: 'raising a subject leaves every other one as it was, even one that differs only in case',
    async check({ store }) {
      const subject = `aA${randomSubject().slice(2)}`
      await store.raiseNotBefore(subject)
      expectSame('other', (await store.notBefore(`Aa${subject.slice(2)}`)).at, 0)
      expectSame('shorter', (await store.notBefore(subject.slice(0, -1))).at, 0)
    },
  },
  {
    name: "the store's clock never goes back",
    async check({ store }) {
      const subject = randomSubject()
      let last = 0
      for (let turn = 0; turn < 20; turn += 1) {
        const { storeNow } = await store.notBefore(subject)
        expectBetween('storeNow', storeNow, last, Number.MAX_SAFE_INTEGER)
        last = storeNow
      }
      await clockPast(last, () => store.notBefore(subject))
    },
  },
  {
    name: 'the epoch is a whole number from 0, and has a stamp once it was raised',
    async check({ store }) {
      const { epoch, at, storeNow } = await store.epoch()
      expectSame('is a whole number', Number.isSafeInteger(epoch), true)
      expectBetween('epoch', epoch, 0, Number.MAX_SAFE_INTEGER)
      expectMilliseconds('storeNow', storeNow)
      if (epoch === 0) expectSame('at', at, 0)
      else expectBetween('at', at, 1, storeNow)
    },
  },
  {
    name: 'raising the epoch raises it by one, stamps it, and resolves it',
    async check({ store }) {
      const before = await store.epoch()
      const { storeNow } = await clockPast(before.at, () => store.epoch())
      expectSame('raised', await store.raiseEpoch(), before.epoch + 1)
      const after = await store.epoch()
      expectSame('read', after.epoch, before.epoch + 1)
      expectMilliseconds('at', after.at)
      expectBetween('at', after.at, storeNow, after.storeNow)
    },
  },
  {
    name: '20 raises of the epoch at once are all counted',
    async check({ store }) {
      const before = await store.epoch()
      const raised = await Promise.all(Array.from({ length: 20 }, () => store.raiseEpoch()))
      expectSame('read', (await store.epoch()).epoch, before.epoch + 20)
      expectSame('different answers', new Set(raised).size, 20)
    },
  },
  {
    name: 'raising a subject or the epoch leaves entries as they are',
    async check({ store, now }) {
      const subject = randomSubject()
      const { key, entry } = await created(store, now, { subject })
      await store.raiseNotBefore(subject)
      await store.raiseEpoch()
      expectEntry('load', await store.load(key, now), stored(entry))
      expectSame('delete', await store.delete(key, now, subject), true)
      expectBetween('at', (await store.notBefore(subject)).at, 1, Number.MAX_SAFE_INTEGER)
    },
  },
]

// Seconds, microseconds or a text of digits are none, though they may pass for a number elsewhere.
function expectMilliseconds(what: string, stamp: number): void {
  expectSame(`${what} is a whole number`, Number.isSafeInteger(stamp), true)
  expectBetween(what, stamp, 1e12, 1e13)
}

async function clockPast(stamp: number, read: () => Promise<NotBefore>): Promise<NotBefore> {
  const deadline = performance.now() + 5_000
  while (performance.now() < deadline) {
    const found = await read()
    if (found.storeNow > stamp) return found
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  throw new Error("the store's clock: expected it to move within 5 seconds, found it standing")
}
