/**
 * What a request knows of its session in the store, and every way in which it changes it there.
 *
 * @module
 */

import { deleteCookie, type OutgoingCookie, setCookie } from './cookie/set-cookie.ts'
import { type Draft, recordOf } from './draft.ts'
import { replaceData, updateCopy } from './draft-update.ts'
import type { ChangeFn } from './place.ts'
import { isEmpty, type SessionRecord } from './record.ts'
import { createStored } from './store-create.ts'
import { confirmLogin } from './store-login.ts'
import type { Opening, Stored } from './store-opening.ts'
import type { StoreParts } from './store-parts.ts'
import { type Base, writeStored } from './store-write.ts'

/** A request's session in the store. */
export interface StoredState {
  /** The session as this request last saw or wrote it, or `null`; what a merge begins with. */
  base(): Base | null
  /** Begins with what was read. */
  begin(base: Base): void
  /** The key of the session that ending would end, or `null`. */
  endKey(): string | null
  /** Ends it. */
  end(): Promise<void>
  /**
   * Writes what the draft asks for, creating the session where there is none, and lets the draft go
   * on from what was written.
   */
  write(draft: Draft, fn?: ChangeFn): Promise<unknown>
  /** The cookie that the response has to bring: another ticket, or a deletion. */
  cookie(): OutgoingCookie | undefined
  /** Sends the visitor's ticket anew, sealed under the newest secret. */
  resendTicket(): void
  /** Takes the visitor's ticket away, whatever it was. */
  dropTicket(): void
  /** Remembers a revocation that this very request made. */
  excuse(stamp: number): void
}

/** Makes the state of one request. */
export function storedState(parts: StoreParts, opening: Opening): StoredState {
  const { settings, store, content, tickets } = parts
  const { form, openedAt } = opening
  const ownStamps = new Set<number>()
  let base: Base | null = null
  let superseded = opening.superseded
  let cookieDue: 'ticket' | 'deletion' | undefined

  const endKey = (): string | null => base?.stored.key ?? superseded

  const end = async (): Promise<void> => {
    const key = endKey()
    if (opening.hadCookie) cookieDue = 'deletion'
    if (key !== null) await store.delete(key, settings.now())
    base = null
    superseded = null
  }

  const confirm = async (stored: Stored, { newTicket, subject }: Draft): Promise<Stored> => {
    if (newTicket !== 'login' || subject === null) return stored
    return confirmLogin(parts, { stored, subject, openedAt, ownStamps })
  }

  /** Takes over what was written, so that the request goes on from there. */
  const settle = (stored: Stored, record: SessionRecord, draft: Draft): void => {
    base = { stored, record }
    draft.id = record.id
    draft.touchedAt = record.touchedAt
    draft.authenticatedAt = record.authenticatedAt
    draft.subject = record.subject
    draft.permanent = record.permanent
    draft.flashes = record.flashes
    draft.newTicket = undefined
  }

  const create = async (draft: Draft, fn: ChangeFn | undefined): Promise<unknown> => {
    const { data, result } =
      fn === undefined ? { data: draft.data, result: undefined } : updateCopy(draft.data, fn)
    const record = recordOf(draft, settings.now(), () => content.write(data))
    if (!isEmpty(record)) {
      const created = await createStored(parts, record)
      settle(await confirm(created, draft), record, draft)
      cookieDue = 'ticket'
    }
    if (data !== draft.data) replaceData(draft.data, data)
    return result
  }

  const overwrite = async (
    from: Base,
    draft: Draft,
    fn: ChangeFn | undefined,
  ): Promise<unknown> => {
    const written = await writeStored(parts, from, draft, fn)
    const stored = await confirm(written.stored, draft)
    const changesTicket =
      draft.newTicket !== undefined || from.record.permanent !== written.record.permanent
    settle(stored, written.record, draft)
    if (written.data !== draft.data) replaceData(draft.data, written.data)
    if (written.hasEnded) {
      base = null
      draft.id = undefined
      cookieDue = 'deletion'
    } else if (changesTicket) {
      cookieDue = 'ticket'
    }
    return written.result
  }

  return {
    base: () => base,
    begin(found) {
      base = found
    },
    endKey,
    end,

    async write(draft, fn) {
      if (draft.hasEnded) {
        await end()
        draft.hasEnded = false
      }
      return base === null ? create(draft, fn) : overwrite(base, draft, fn)
    },

    cookie() {
      if (cookieDue === 'deletion') return deleteCookie(form)
      if (cookieDue === undefined || base === null) return undefined
      const { ticket } = base.stored
      const maxAge = base.record.permanent ? ticket.absoluteDeadline - settings.now() : undefined
      return setCookie(form, tickets.seal(ticket, form.name), maxAge)
    },

    resendTicket() {
      cookieDue ??= 'ticket'
    },

    dropTicket() {
      cookieDue ??= 'deletion'
    },

    excuse(stamp) {
      ownStamps.add(stamp)
    },
  }
}
