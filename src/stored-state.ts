/**
 * What a request knows of its session in the store, and every way in which it changes it there.
 *
 * @module
 */

import type { OutgoingCookie } from './cookie/set-cookie.ts'
import { type Draft, handleOf, idOf, recordOf } from './draft.ts'
import { replaceData, updateCopy } from './draft-update.ts'
import type { ChangeKind } from './events.ts'
import { clockToleranceSeconds, expiresAt } from './expiry.ts'
import { merge, mergeFlashes, type Tree } from './merge.ts'
import type { ChangeFn } from './place.ts'
import { isEmpty, type SessionRecord } from './record.ts'
import { isRejection } from './rejection.ts'
import type { StoredEntry } from './store.ts'
import { isCopyOf } from './store-copy.ts'
import { acceptedMeanwhile, createStored } from './store-create.ts'
import { type Stored, unasked } from './store-found.ts'
import { confirmLogin } from './store-login.ts'
import { lookUpOne, type Opening } from './store-opening.ts'
import type { StoreParts } from './store-parts.ts'
import { type Base, longOver, sessionEnded, writeStored } from './store-write.ts'
import { storedCookies } from './stored-cookies.ts'
import { type DueTicket, dueTicket } from './stored-ticket.ts'

/** A request's session in the store. */
export interface StoredState {
  /** The session as this request last saw or wrote it, or `null`; what a merge begins with. */
  base(): Base | null
  /** Begins with what was read. */
  begin(base: Base): void
  /** The keys of what ending would end. */
  endKeys(): readonly string[]
  /** Records activity. */
  touch(record: SessionRecord): Promise<void>
  /** Ends it. */
  end(): Promise<void>
  /** Ends a session that this request emptied, unless somebody wrote it meanwhile. */
  endEmptied(): Promise<void>
  /**
   * Writes what the draft asks for, creating the session where there is none, and lets the draft go
   * on from what was written.
   */
  write(draft: Draft, fn?: ChangeFn): Promise<unknown>
  /** The cookies that the response has to bring, after a commit that did this. */
  cookies(change: ChangeKind | 'none', hasAnswer: boolean): readonly OutgoingCookie[]
  /** What is due for the visitor's ticket. */
  readonly ticket: DueTicket
  /** Asks once more whether a ticket may be sent that others have had time to replace. */
  confirmTicket(): Promise<void>
  /** Remembers a revocation that this very request made. */
  excuse(digest: string, stamp: number): void
}

/** Makes the state of one request. */
export function storedState(parts: StoreParts, opening: Opening): StoredState {
  const { settings, store, content, rechecks } = parts
  const { openedAt, openedAfter } = opening
  let ownStamps: Map<string, number> | undefined
  const ticket = dueTicket(parts)
  let base: Base | null = null
  let hasCreated = false
  // A session that could not be read, or not by this ticket, may be ended all the same.
  const opened = opening.superseded ?? opening.stored?.key
  let endable = opened === undefined ? opening.unread : [...opening.unread, opened]
  let last: Promise<unknown> = Promise.resolve()

  const endKeys = (): readonly string[] => (base === null ? endable : [base.stored.key])

  const end = async (): Promise<void> => {
    ticket.become('delete')
    for (const key of endKeys()) {
      rechecks.forget(key)
      // What is over by this clock may be open by another one.
      await store.delete(key, settings.now() - clockToleranceSeconds)
    }
    base = null
    endable = []
  }

  const confirm = async (stored: Stored, { newTicket, subject }: Draft): Promise<Stored> => {
    if ((newTicket !== 'login' && newTicket !== 'accept') || subject === null) return stored
    const login = { stored, subject, openedAt, openedAfter, ownStamps: ownStamps ?? new Map() }
    return confirmLogin(parts, login)
  }

  /** What the store has of a session that was read from its copy: writing begins there. */
  const current = async (from: Base): Promise<{ from: Base; entry: StoredEntry }> => {
    const { stored, record } = from
    if (stored.entry.version !== unasked) return { from, entry: stored.entry }
    const found = await lookUpOne(parts, stored, stored.copy)
    if (isRejection(found)) throw sessionEnded()
    const isSame = stored.copy !== undefined && isCopyOf(stored.copy, found)
    // Of another entry than the copy's, what was read stays what a merge begins with.
    const entry = isSame ? found.entry : { ...found.entry, version: unasked }
    return { from: { stored: { ...found, entry }, record }, entry: found.entry }
  }

  /** Takes over what was written; what the handler did meanwhile stays on top of it. */
  const settle = (now: Base, asked: Draft, draft: Draft, data: Tree): void => {
    base = now
    const { record, stored } = now
    rechecks.note(stored.key, { counter: stored.head.counter, touchedAt: record.touchedAt })
    if (draft.hasEnded) return
    const isUntouched = draft.newTicket === asked.newTicket && draft.subject === asked.subject
    draft.id = record.id
    draft.touchedAt = record.touchedAt
    if (isUntouched) {
      draft.newTicket = undefined
      draft.subject = record.subject
      draft.authenticatedAt = record.authenticatedAt
    }
    if (draft.permanent === asked.permanent) draft.permanent = record.permanent
    draft.flashes = mergeFlashes(asked.flashes, record.flashes, draft.flashes)
    draft.isHeld ||= record.isHeld ?? false
    // Where nothing came in between, what was asked for is what was written.
    if (data !== asked.data) replaceData(draft.data, merge(asked.data, data, draft.data).data)
  }

  /** The draft as it is now, whatever the handler does to it next. */
  const snapshotOf = (draft: Draft): Draft => ({
    ...draft,
    data: updateCopy(draft.data, () => undefined).data,
  })

  const create = async (draft: Draft, fn: ChangeFn | undefined): Promise<unknown> => {
    draft.id = idOf(draft)
    const asked = snapshotOf(draft)
    const { data, result } =
      fn === undefined ? { data: asked.data, result: undefined } : updateCopy(asked.data, fn)
    // Whatever was found is over: nothing of it may get into the new session.
    const fresh = { ...asked, mayHaveChanged: true, hasEnded: true }
    const record = recordOf(fresh, settings.now(), () => content.write(data))
    if (isEmpty(record)) {
      replaceData(draft.data, merge(asked.data, data, draft.data).data)
      return result
    }
    const created = await createStored(parts, record, asked)
    endable = [...endable, handleOf(record.id)]
    await asked.found.remember?.()
    if (created === undefined) {
      const base = await acceptedMeanwhile(parts, record, asked)
      if (draft.newTicket === 'accept') draft.newTicket = undefined
      const joined = await overwrite(base, draft, fn)
      ticket.become('send')
      return joined
    }
    const stored = await confirm(created, asked)
    hasCreated = true
    ticket.become('send')
    settle({ stored, record }, asked, draft, data)
    return result
  }

  const overwrite = async (
    read: Base,
    draft: Draft,
    fn: ChangeFn | undefined,
  ): Promise<unknown> => {
    const asked = snapshotOf(draft)
    const { from, entry } = await current(read)
    const written = await writeStored(parts, from, entry, asked, fn)
    const { record } = written
    const stored = await confirm(written.stored, asked)
    const changesTicket =
      asked.newTicket !== undefined || from.record.permanent !== record.permanent
    settle({ stored, record }, asked, draft, written.data)
    if (written.hasEnded) {
      base = null
      draft.id = undefined
      ticket.become('delete')
      rechecks.forget(stored.key)
    } else if (changesTicket) {
      ticket.become('send')
    }
    return written.result
  }

  const writeNext = async (draft: Draft, fn: ChangeFn | undefined): Promise<unknown> => {
    if (draft.hasEnded) {
      await end()
      draft.hasEnded = false
    }
    return base === null ? create(draft, fn) : overwrite(base, draft, fn)
  }

  return {
    ticket,
    base: () => base,
    begin(found) {
      base = found
    },
    endKeys,
    end,

    async touch(record) {
      if (base === null) return
      const { key, head } = base.stored
      const { touchedAt } = record
      const over = expiresAt(record, settings.timeouts)
      const isLive = await store.touch(key, touchedAt, over, settings.now())
      if (isLive) rechecks.note(key, { counter: head.counter, touchedAt })
      else rechecks.forget(key)
    },

    async endEmptied() {
      if (base === null) return
      const { from, entry } = await current(base)
      const { key } = from.stored
      const over = { ...entry, expiresAt: longOver }
      if (await store.update(key, over, entry.version, settings.now())) {
        base = null
        ticket.become('delete')
        rechecks.forget(key)
      }
    },

    write(draft, fn) {
      // The writes of one request follow one another, each from where the one before it left off.
      const written = last.then(async () => {
        const result = await writeNext(draft, fn)
        // Nobody else has the ticket of a session that this request created.
        ticket.wrote(fn !== undefined && !hasCreated ? 'update' : 'commit')
        return result
      })
      last = written.catch(() => {
        // What it left behind is not known, and the next request has to see it.
        for (const key of endKeys()) rechecks.forget(key)
      })
      return written
    },

    cookies(change, hasAnswer) {
      const isNews = change !== 'none' && change !== 'touch'
      return storedCookies(parts, opening, ticket.duty(), base, { isNews, hasAnswer })
    },

    async confirmTicket() {
      if (base !== null && ticket.isDoubtful()) {
        base = { ...base, stored: await ticket.confirm(base.stored) }
      }
    },

    excuse(digest, stamp) {
      ownStamps ??= new Map()
      ownStamps.set(digest, stamp)
    },
  }
}
