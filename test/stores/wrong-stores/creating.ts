/**
 * Stores that are wrong in `create` or `load`, or in what they take for the same key.
 *
 * @module
 */

import type { StoreEntry } from '../../../src/store.ts'
import { anotherTurn, type WrongStore } from './wrong-store.ts'

/** Stores that are wrong in `create` or `load`, or in what they take for the same key. */
export const wrongInCreating: readonly WrongStore[] = [
  {
    fault: 'load rejects where there is nothing',
    breaks: [
      'a key that was never created loads as null',
      'an entry is over on the second it expires, not before',
      'update never inserts',
      'update is refused from the second on which the entry is over',
      'update never moves touchedAt back, and takes expiresAt as given',
      'an update that is over at once ends the entry, and leaves no tombstone',
      'touch moves touchedAt and expiresAt forward and leaves the rest',
      'touch never inserts',
      'touch is refused from the second on which the entry is over',
      'delete ends a live entry, once',
      'delete with a subject goes by the subject the entry has now',
      'a deleted key refuses create',
      'a deleted key refuses update',
      'a deleted key refuses touch',
      'a delete among updates and touches at once wins over all of them',
    ],
    around: (store) => ({
      async load(key, now) {
        const found = await store.load(key, now)
        if (found === null) throw new Error('no such key')
        return found
      },
    }),
  },
  {
    fault: 'create overwrites a live key',
    breaks: [
      'create refuses a live key and changes nothing',
      'of 20 creates at once one wins',
      'of 20 creates over an entry that is over one wins',
    ],
    around: (store) => ({
      async create(key, entry, now) {
        if (await store.create(key, entry, now)) return true
        const found = await store.load(key, now)
        return found !== null && store.update(key, entry, found.version, now)
      },
    }),
  },
  {
    fault: 'create looks first and writes then',
    breaks: ['of 20 creates at once one wins', 'of 20 creates over an entry that is over one wins'],
    around: (store) => ({
      async create(key, entry, now) {
        if ((await store.load(key, now)) !== null) return false
        await anotherTurn()
        const found = await store.load(key, now)
        return found === null
          ? store.create(key, entry, now)
          : store.update(key, entry, found.version, now)
      },
    }),
  },
  {
    fault: 'load forgets expiry',
    breaks: [
      'an entry is over on the second it expires, not before',
      'update is refused from the second on which the entry is over',
      'update never moves touchedAt back, and takes expiresAt as given',
      'an update that is over at once ends the entry, and leaves no tombstone',
      'touch moves touchedAt and expiresAt forward and leaves the rest',
      'touch is refused from the second on which the entry is over',
    ],
    around: (store) => ({ load: (key) => store.load(key, 0) }),
  },
  {
    fault: 'every verb lets an entry live a second longer',
    breaks: [
      'an entry is over on the second it expires, not before',
      'create replaces an entry that is over, on the second it is',
      'of 20 creates over an entry that is over one wins',
      'update is refused from the second on which the entry is over',
      'update never moves touchedAt back, and takes expiresAt as given',
      'an update that is over at once ends the entry, and leaves no tombstone',
      'touch moves touchedAt and expiresAt forward and leaves the rest',
      'touch is refused from the second on which the entry is over',
      'delete of an entry that is over resolves false and leaves no tombstone',
      'an entry is listed until the second it is over, as touches and updates moved it',
      'entries that are over hide none of the live ones behind them',
      'sweep removes entries on the second they are over, counts them, and keeps to its limit',
      'sweep goes by the end to which an entry was moved',
    ],
    around: (store) => ({
      create: (key, entry, now) => store.create(key, entry, now - 1),
      load: (key, now) => store.load(key, now - 1),
      update: (key, entry, version, now) => store.update(key, entry, version, now - 1),
      touch: (key, touchedAt, expiresAt, now) => store.touch(key, touchedAt, expiresAt, now - 1),
      delete: (key, now, ifSubject) => store.delete(key, now - 1, ifSubject),
      listBySubject: (subject, page, now) => store.listBySubject(subject, page, now - 1),
      sweep: (limit, now) => store.sweep(limit, now - 1),
    }),
  },
  {
    fault: 'subjects are cut at 43 characters',
    breaks: ['what was created loads as it was, at version 1'],
    around: (store) => ({
      create: (key, entry, now) =>
        store.create(key, { ...entry, subject: entry.subject?.slice(0, 43) ?? null }, now),
    }),
  },
  {
    fault: 'values are kept as UTF-8 text',
    breaks: [
      'an empty value and every byte from 0 to 255 come back exactly',
      'a value of 1 MB comes back exactly',
    ],
    around: (store) => ({
      create: (key, entry, now) => store.create(key, throughText(entry), now),
    }),
  },
  {
    fault: 'load gives out the very bytes that are kept',
    breaks: ['a value that its owner overwrites later stays in the store as it was'],
    around(store) {
      const kept = new Map<string, Uint8Array>()
      return {
        async load(key, now) {
          const found = await store.load(key, now)
          if (found === null) return null
          const value = kept.get(`${key} ${found.version}`) ?? found.value
          kept.set(`${key} ${found.version}`, value)
          return { ...found, value }
        },
      }
    },
  },
  {
    fault: 'keys and subjects are compared without case',
    breaks: [
      'keys and subjects that differ only in case are different',
      'raising a subject leaves every other one as it was, even one that differs only in case',
    ],
    around(store) {
      const names = new Map<string, string>()
      const first = (name: string): string => {
        const known = names.get(name.toLowerCase()) ?? name
        names.set(name.toLowerCase(), known)
        return known
      }
      return {
        create: (key, entry, now) => store.create(first(key), entry, now),
        load: (key, now) => store.load(first(key), now),
        update: (key, entry, version, now) => store.update(first(key), entry, version, now),
        touch: (key, ...rest) => store.touch(first(key), ...rest),
        delete: (key, now, ifSubject) => store.delete(first(key), now, ifSubject),
        raiseNotBefore: (subject) => store.raiseNotBefore(first(subject)),
        notBefore: (subject) => store.notBefore(first(subject)),
      }
    },
  },
]

function throughText(entry: StoreEntry): StoreEntry {
  return { ...entry, value: new TextEncoder().encode(new TextDecoder().decode(entry.value)) }
}
