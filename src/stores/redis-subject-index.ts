/**
 * Which keys a subject has: a sorted set per subject, written after the entry it tells of, and healed
 * when it is read.
 *
 * A member is a key and the mark of the write by which its entry came to the subject, which the entry
 * carries too. So whoever strikes a member that he found stale never strikes what was entered meanwhile.
 *
 * @module
 */

import type { EntryPage, ListedEntry, Page, StoredEntry } from '../store.ts'
import type { Instant } from '../time.ts'
import type { RedisCommands } from './redis-commands.ts'
import type { WriteMark } from './redis-entry.ts'
import { enterScript, membersScript, strikeScript } from './redis-scripts.ts'

/** The index of one store. */
export interface RedisSubjectIndex {
  /** Enters a key whose entry has just come to a subject. */
  enter(subject: string, key: string, mark: WriteMark, span: EntrySpan): Promise<void>
  /** Strikes a key whose entry has left the subject. */
  strike(subject: string, key: string, mark: WriteMark): Promise<void>
  /** Gives a page of live entries, and strikes what it finds stale. */
  page(subject: string, page: Page, now: Instant): Promise<EntryPage>
}

/** How long an entry lasts. */
export interface EntrySpan {
  /** The present moment. */
  readonly now: Instant
  /** When it is over. */
  readonly expiresAt: Instant
}

/** How an entry is found: as it is, over or not, or `null` when it is gone. */
export type EntryReader = (key: string) => Promise<StoredEntry | null>

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

  async function membersFrom(
    subject: string,
    least: string,
    most: number,
  ): Promise<readonly string[]> {
    const key = place(subject)
    const found = await commands.read('listBySubject', membersScript, key, least, String(most))
    return membersOf(found)
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
    async enter(subject, key, mark, { now, expiresAt }) {
      const [member, lasts] = [memberOf(key, mark), String(expiresAt - now)]
      const reply = await commands.write('index', enterScript, place(subject), member, lasts)
      const members = membersOf(reply)
      if (members.length > 0) await batch(subject, members, now).catch(() => undefined)
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

function membersOf(reply: unknown): readonly string[] {
  return Array.isArray(reply) ? reply.map(String) : []
}

function memberOf(key: string, mark: WriteMark): string {
  return key + separator + mark
}

function keyOf(member: string): string {
  return member.slice(0, member.lastIndexOf(separator))
}

function behind(key: string): string {
  return `[${key}${behindSeparator}`
}
