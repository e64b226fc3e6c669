/**
 * Writing a session into the store: one versioned update, merged and tried again when somebody else
 * was faster.
 *
 * @module
 */

import type { EntryHead } from './codecs/entry.ts'
import { newToken, tokenDigest } from './codecs/ticket.ts'
import type { Draft } from './draft.ts'
import { updateCopy } from './draft-update.ts'
import { sameText } from './encoding/lossless-json.ts'
import { CoatcheckError } from './errors.ts'
import { absoluteDeadline, expiresAt } from './expiry.ts'
import { merge, mergeFlashes, type Tree } from './merge.ts'
import type { ChangeFn } from './place.ts'
import { emptyBody, isEmpty, type SessionRecord } from './record.ts'
import { isRejection } from './rejection.ts'
import type { StoredEntry } from './store.ts'
import type { Stored } from './store-found.ts'
import type { StoreParts } from './store-parts.ts'
import type { Instant } from './time.ts'
import { joinedTokens, regeneratedTokens } from './tokens.ts'
import type { Turn } from './turns.ts'

/** What a write leaves. */
export interface Written {
  /** The session as it now stands in the store. */
  readonly stored: Stored
  /** Its record. */
  readonly record: SessionRecord
  /** Its data; another object than the draft's. */
  readonly data: Tree
  /** Whether the session was left empty, and so ended. */
  readonly hasEnded: boolean
  /** What the change returned. */
  readonly result: unknown
}

/** What a request began with. */
export interface Base {
  /** The session as it was when the request, or its last write, saw it. */
  readonly stored: Stored
  /** Its record. */
  readonly record: SessionRecord
}

/** When an entry is over that ends by an update: long ago, for processes whose clock is behind too. */
export const longOver: Instant = 0

// Across processes each failed attempt means that another one succeeded.
const maxAttempts = 1_000

/** The error of a request that lost against the end of its session. */
export function sessionEnded(): CoatcheckError {
  return new CoatcheckError(
    'ERR_SESSION_ENDED',
    'the session was ended, or somebody logged in, while this request ran; nothing was written: ' +
      'send the visitor to log in again',
  )
}

/**
 * Writes what the draft asks for into a session that is in the store.
 *
 * @param base what the request began with
 * @param from the entry as it was last seen, which may be a newer one
 * @param fn a change to run on the merged data; it may run again
 * @throws {CoatcheckError} `ERR_SESSION_ENDED` when the session is gone, or somebody logged in;
 * `ERR_STORE_UNAVAILABLE`, `ERR_NOT_SERIALIZABLE`, `ERR_INVALID_DATA`
 */
export async function writeStored(
  parts: StoreParts,
  base: Base,
  from: StoredEntry,
  draft: Draft,
  fn?: ChangeFn,
): Promise<Written> {
  const { key } = base.stored
  const epoch = draft.newTicket === 'login' ? await parts.epochs.known() : base.stored.head.epoch
  const token = draft.newTicket === undefined ? base.stored.ticket.token : newToken()
  return parts.turns.take(key, async (latest): Promise<Turn<Written>> => {
    let entry = latest ?? from
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const written = attemptOf(parts, base, draft, entry, { token, epoch, fn })
      const { entry: next } = written.stored
      if (await parts.store.update(key, next, entry.version, parts.settings.now())) {
        return { left: written.hasEnded ? undefined : next, result: written }
      }
      const found = await parts.store.load(key, parts.settings.now())
      if (found === null) throw sessionEnded()
      entry = found
    }
    throw new CoatcheckError(
      'ERR_STORE_UNAVAILABLE',
      `the session could not be written in ${maxAttempts} attempts, since others write it all the ` +
        'time; write it less often',
    )
  })
}

interface Wish {
  readonly token: Uint8Array
  readonly epoch: number
  readonly fn: ChangeFn | undefined
}

function attemptOf(
  parts: StoreParts,
  base: Base,
  draft: Draft,
  entry: StoredEntry,
  { token, epoch, fn }: Wish,
): Written {
  const { settings, entries } = parts
  const now = settings.now()
  const theirs = theirsIn(parts, base, entry)
  const isLogin = draft.newTicket === 'login'
  const isOtherGeneration = theirs.head.generation !== base.stored.head.generation
  const joins = isOtherGeneration && isLogin && theirs.record.subject === draft.subject
  // Nothing decided before a login may write into what came after it.
  if (isOtherGeneration && !joins) throw sessionEnded()

  const merged = mergedData(parts, base, draft, theirs.record)
  const { data, result } =
    fn === undefined ? { data: merged, result: undefined } : updateCopy(merged, fn)
  const record: SessionRecord = {
    id: base.stored.ticket.locator,
    createdAt: theirs.record.createdAt,
    touchedAt: Math.max(now, entry.touchedAt),
    authenticatedAt: isLogin ? draft.authenticatedAt : theirs.record.authenticatedAt,
    subject: isLogin ? draft.subject : theirs.record.subject,
    permanent:
      draft.permanent === base.record.permanent ? theirs.record.permanent : draft.permanent,
    flashes: isOtherSubject(draft, theirs.record)
      ? draft.flashes
      : mergeFlashes(base.record.flashes, theirs.record.flashes, draft.flashes),
    body: bodyFor(parts, data),
    ...(draft.isHeld || theirs.record.isHeld === true ? { isHeld: true } : {}),
  }
  const head: EntryHead = {
    generation: theirs.head.generation + (isLogin && !joins ? 1 : 0),
    epoch: isLogin ? epoch : theirs.head.epoch,
    counter: theirs.head.counter + 1,
    createdAt: record.createdAt,
    tokens: joins
      ? joinedTokens(theirs.head, tokenDigest(token))
      : isLogin
        ? [{ digest: tokenDigest(token), until: null }]
        : draft.newTicket === 'regenerate'
          ? regeneratedTokens(
              base.stored.head.tokens,
              theirs.head.tokens,
              tokenDigest(token),
              now,
              settings.regenerateGrace,
            )
          : theirs.head.tokens,
  }
  const hasEnded = isEmpty(record)
  const { key } = base.stored
  return {
    stored: {
      key,
      ticket: {
        locator: base.stored.ticket.locator,
        token,
        createdAt: record.createdAt,
        absoluteDeadline: absoluteDeadline(record, settings.timeouts),
      },
      isNewest: true,
      copy: undefined,
      needsCopy: parts.settings.cacheInCookie,
      head,
      entry: {
        version: entry.version + 1,
        value: entries.seal(head, record, key),
        subject: record.subject === null ? null : (parts.digests(record.subject)[0] ?? null),
        touchedAt: record.touchedAt,
        // A session that was left empty is over at once, if nobody wrote in between.
        expiresAt: hasEnded ? longOver : expiresAt(record, settings.timeouts),
      },
    },
    record,
    data,
    hasEnded,
    result,
  }
}

// What a schema makes of nothing is nothing worth keeping.
function bodyFor({ content }: StoreParts, data: Tree): SessionRecord['body'] {
  const body = content.write(data)
  return sameText(body, content.fresh().baseline) ? emptyBody : body
}

function theirsIn(
  parts: StoreParts,
  base: Base,
  entry: StoredEntry,
): { readonly head: EntryHead; readonly record: SessionRecord } {
  if (entry.version === base.stored.entry.version)
    return { head: base.stored.head, record: base.record }
  const head = parts.entries.readHead(entry.value)
  const record = parts.entries.unseal(entry.value, base.stored.ticket.locator, base.stored.key)
  if (isRejection(head) || isRejection(record)) throw sessionEnded()
  return { head, record }
}

// Nothing of what was another subject's goes on, nor what was added to it meanwhile.
function isOtherSubject({ newTicket, subject }: Draft, theirs: SessionRecord): boolean {
  return newTicket === 'login' && theirs.subject !== null && theirs.subject !== subject
}

function mergedData(parts: StoreParts, base: Base, draft: Draft, theirs: SessionRecord): Tree {
  if (theirs === base.record || isOtherSubject(draft, theirs)) return draft.data
  const { data, conflicts } = merge(treeOf(parts, base.record), treeOf(parts, theirs), draft.data)
  const { report } = parts.settings
  const handle = base.stored.key
  if (draft.mayHaveChanged) report?.({ type: 'merged', handle })
  if (conflicts.length > 0) report?.({ type: 'conflict', handle, paths: conflicts })
  return data
}

// Through the app's schema, as the draft's data is: a default is no change of anybody's.
function treeOf({ content }: StoreParts, record: SessionRecord): Tree {
  const read = content.read(record)
  if (isRejection(read)) throw sessionEnded()
  return read.data
}
