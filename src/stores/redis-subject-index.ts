/**
 * Which keys a subject has: a sorted set per subject, written after the entry it tells of, and healed
 * when it is read.
 *
 * A member is a key and a mark that the entry carries too, another one each time an entry comes to a
 * subject. So whoever strikes a member that he found stale never strikes what was entered meanwhile.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import type { EntryPage, ListedEntry, Page, StoredEntry } from '../store.ts'
import type { Instant, Seconds } from '../time.ts'
import type { RedisCommands } from './redis-commands.ts'
import { type IndexMark, indexMarkLength } from './redis-entry.ts'
import { enterScript, membersScript, strikeScript } from './redis-scripts.ts'

/** The index of one store. */
export interface RedisSubjectIndex {
  /** Enters a key whose entry has just come to a subject, and lasts so many seconds from now. */
  enter(subject: string, key: string, mark: IndexMark, lasts: Seconds): Promise<void>
  /** Strikes a key whose entry has left the subject. */
  strike(subject: string, key: string, mark: IndexMark): Promise<void>
  /** Gives a page of live entries, and strikes what it finds stale. */
  page(subject: string, page: Page, now: Instant): Promise<EntryPage>
}

/** How an entry is found: as it is, over or not, or `null` when it is gone. */
export type EntryReader = (key: string) => Promise<StoredEntry | null>

/** Makes a mark that no other entry has had under the same key. */
export function newIndexMark(): IndexMark {
  return randomBytes((indexMarkLength * 3) / 4).toString('base64url')
}

// Before every character of a key, and in no mark: members stand in the order of their keys.
const separator = '!'
const behindSeparator = '"'
const batchSize = 100

/** Makes the index of one store. */
export function redisSubjectIndex(
  commands: RedisCommands,
  prefix: string,
  entryOf: EntryReader,
): RedisSubjectIndex {
  const place = (subject: string): string => `${prefix}s:${subject}`

  // Whatever stays in the index by a failure is found stale later.
  async function strikeMembers(subject: string, members: readonly string[]): Promise<void> {
    if (members.length === 0) return
    await commands.read('index', strikeScript, place(subject), ...members).catch(() => undefined)
  }

  async function membersFrom(subject: string, least: string, most: number): Promise<string[]> {
    const key = place(subject)
    const found = await commands.read('listBySubject', membersScript, key, least, String(most))
    return Array.isArray(found) ? found.map(String) : []
  }

  async function batch(
    subject: string,
    members: readonly string[],
    now: Instant,
  ): Promise<readonly ListedEntry[]> {
    const found = await Promise.all(
      members.map(async (member) => {
        const key = keyOf(member)
        return { member, key, entry: await entryOf(key) }
      }),
    )
    const isStale = (entry: StoredEntry | null): boolean => entry?.subject !== subject
    await strikeMembers(
      subject,
      found.filter(({ entry }) => isStale(entry)).map(({ member }) => member),
    )
    return found.flatMap(({ key, entry }) =>
      entry === null || isStale(entry) || now >= entry.expiresAt ? [] : [{ key, entry }],
    )
  }

  return {
    async enter(subject, key, mark, lasts) {
      await commands.write('index', enterScript, place(subject), memberOf(key, mark), String(lasts))
    },

    strike: (subject, key, mark) => strikeMembers(subject, [memberOf(key, mark)]),

    async page(subject, { limit, after }, now) {
      const entries: ListedEntry[] = []
      let least = after === undefined ? '-' : behind(after)
      for (;;) {
        const wanted = Math.min(limit + 1 - entries.length, batchSize)
        const members = await membersFrom(subject, least, wanted)
        for (const listed of await batch(subject, members, now)) {
          if (listed.key !== entries.at(-1)?.key) entries.push(listed)
        }
        const last = members.at(-1)
        if (entries.length > limit) return firstPage(entries, limit)
        if (last === undefined || members.length < wanted) return { entries }
        least = `(${last}`
      }
    },
  }
}

function firstPage(entries: readonly ListedEntry[], limit: number): EntryPage {
  const page = entries.slice(0, limit)
  const next = page.at(-1)?.key
  return next === undefined ? { entries: page } : { entries: page, next }
}

function memberOf(key: string, mark: IndexMark): string {
  return key + separator + mark
}

function keyOf(member: string): string {
  return member.slice(0, member.lastIndexOf(separator))
}

function behind(key: string): string {
  return `[${key}${behindSeparator}`
}
