/**
 * What events and refusals mean, and what to do about them, in a sentence each.
 *
 * @module
 */

import type { SessionEvent } from '../events.ts'
import type { RejectionReason } from '../rejection.ts'

/** Why a cookie was not honoured. */
export interface Explanation {
  /** What happened. */
  readonly what: string
  /** What to look at, or do. */
  readonly mend: string
}

const refusals: Readonly<Record<RejectionReason, Explanation>> = {
  malformed: {
    what: 'It is not a cookie of this kind at all: cut off, edited, or of another program.',
    mend: 'Look whether another app on this host uses the same cookie name; give cookie.name.',
  },
  tampered: {
    what: 'A secret of the ring made it, but not these bytes, or not under this name.',
    mend: 'Somebody edited it, or it was copied from a cookie of another name.',
  },
  'unknown-key': {
    what: 'None of the secrets made it.',
    mend: 'The secret changed: a random one at each start, another deploy, or one removed too early. Keep the old one second in secrets.',
  },
  idle: {
    what: 'Its visitor was away for longer than idleTimeout.',
    mend: 'Nothing is wrong. Raise idleTimeout if that was too soon.',
  },
  absolute: {
    what: 'It is older than absoluteTimeout, counted from the beginning or the last login.',
    mend: 'Nothing is wrong. Logging in starts the clock again.',
  },
  revoked: {
    what: 'The session was ended for everyone, by revokeEveryone().',
    mend: 'Nothing is wrong: the visitor logs in again.',
  },
  missing: {
    what: 'The ticket is good, but the store has no such session: logged out, revoked, swept, or lost with the store.',
    mend: 'If nobody logged out, look whether the store keeps its data, and whether every process uses the same one.',
  },
  superseded: {
    what: 'A login gave this session a new ticket, and this is the old one.',
    mend: 'Nothing is wrong with one of these. Many at once may be a stolen or replayed cookie.',
  },
  'invalid-data': {
    what: 'What it holds does not fit the schema.',
    mend: 'The schema changed. Make new keys optional, or give them defaults.',
  },
  'no-longer-accepted': {
    what: 'It is a cookie of an earlier system, whose time in acceptAlso is over.',
    mend: 'Nothing is wrong: the visitor logs in again. Move until if it came too early.',
  },
}

/** Explains a refusal. */
export function explanationOf(reason: RejectionReason): Explanation {
  return refusals[reason]
}

const meanings: Readonly<Record<SessionEvent['type'], string>> = {
  opened: 'A handler used the session for the first time in its request.',
  committed: 'A session was written, renewed or ended.',
  rejected: 'A cookie was not honoured.',
  accepted: 'A session of another library has become one of ours.',
  'duplicate-cookie': 'A request held several cookies of our name.',
  merged: 'Two requests changed one session, and both changes were kept.',
  conflict: 'Two requests changed the same value, and the later one won.',
  'stale-cookie': 'A visitor’s copy was older than the store’s entry, which was used.',
  'store-behind': 'The store had lost a write, and was mended from the visitor’s copy.',
  'copy-too-large': 'A session has outgrown its copy: reading it asks the store.',
  revoked: 'Sessions were ended from outside.',
  'store-command': 'The store was given a command. They are summed up, and not listed.',
  'late-change': 'A session was changed after the head was sent, and the change is lost.',
  'cookie-will-be-dropped': 'The browser will drop the cookie.',
}

/** Says what a type of event means; `''` for one that is newer than this page. */
export function meaningOf(type: SessionEvent['type']): string {
  return meanings[type] ?? ''
}

/** Gives every type of event with its meaning. */
export function allMeanings(): readonly (readonly [type: string, meaning: string])[] {
  return Object.entries(meanings)
}
