/**
 * What a request knows of its session in the store, and every way in which it changes it there.
 *
 * @module
 */

import { tokenDigest } from './codecs/ticket.ts'
import { deleteCookie, type OutgoingCookie, setCookie } from './cookie/set-cookie.ts'
import { type Draft, idOf, recordOf } from './draft.ts'
import { replaceData, updateCopy } from './draft-update.ts'
import { merge, mergeFlashes, type Tree } from './merge.ts'
import type { ChangeFn } from './place.ts'
import { isEmpty } from './record.ts'
import { createStored } from './store-create.ts'
import { confirmLogin } from './store-login.ts'
import type { Opening, Stored } from './store-opening.ts'
import type { StoreParts } from './store-parts.ts'
import { type Base, longOver, writeStored } from './store-write.ts'

/** A request's session in the store. */
export interface StoredState {
  /** The session as this request last saw or wrote it, or `null`; what a merge begins with. */
  base(): Base | null
  /** Begins with what was read. */
  begin(base: Base): void
  /** The keys of what ending would end. */
  endKeys(): readonly string[]
  /** Ends it. */
  end(): Promise<void>
  /** Ends a session that this request emptied, unless somebody wrote it meanwhile. */
  endEmptied(): Promise<void>
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
  excuse(digest: string, stamp: number): void
}

/** Makes the state of one request. */
export function storedState(parts: StoreParts, opening: Opening): StoredState {
  const { settings, store, content, tickets } = parts
  const { form, openedAt } = opening
  const ownStamps = new Map<string, number>()
  let base: Base | null = null
  // A session that could not be read, or not by this ticket, may be ended all the same.
  let endable: readonly string[] = [
    ...opening.unread,
    ...[opening.superseded ?? opening.stored?.key ?? []].flat(),
  ]
  let cookieDue: 'ticket' | 'deletion' | undefined
  let last: Promise<unknown> = Promise.resolve()

  const endKeys = (): readonly string[] => (base === null ? endable : [base.stored.key])

  const end = async (): Promise<void> => {
    if (opening.hadCookie) cookieDue = 'deletion'
    for (const key of endKeys()) await store.delete(key, settings.now())
    base = null
    endable = []
  }

  const confirm = async (stored: Stored, { newTicket, subject }: Draft): Promise<Stored> => {
    if (newTicket !== 'login' || subject === null) return stored
    return confirmLogin(parts, { stored, subject, openedAt, ownStamps })
  }

  /** Takes over what was written; what the handler did meanwhile stays on top of it. */
  const settle = (now: Base, asked: Draft, draft: Draft, data: Tree): void => {
    base = now
    const { record } = now
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
    replaceData(draft.data, merge(asked.data, data, draft.data).data)
  }

  /** The draft as it is now, whatever the handler does to it next. */
  const snapshotOf = (draft: Draft): Draft => ({
    ...draft,
    data: updateCopy(draft.data, () => undefined).data,
  })

  const create = async (draft: Draft, fn: ChangeFn | undefined): Promise<unknown> => {
    draft.id = idOf(draft)
    const asked = snapshotOf(draft)
    const { data, result } = updateCopy(asked.data, fn ?? (() => undefined))
    // Whatever was found is over: nothing of it may get into the new session.
    const fresh = { ...asked, mayHaveChanged: true, hasEnded: true }
    const record = recordOf(fresh, settings.now(), () => content.write(data))
    if (isEmpty(record)) {
      replaceData(draft.data, merge(asked.data, data, draft.data).data)
      return result
    }
    const stored = await confirm(await createStored(parts, record), asked)
    cookieDue = 'ticket'
    settle({ stored, record }, asked, draft, data)
    return result
  }

  const overwrite = async (
    from: Base,
    draft: Draft,
    fn: ChangeFn | undefined,
  ): Promise<unknown> => {
    const asked = snapshotOf(draft)
    const written = await writeStored(parts, from, asked, fn)
    const { record } = written
    const stored = await confirm(written.stored, asked)
    const changesTicket =
      asked.newTicket !== undefined || from.record.permanent !== record.permanent
    settle({ stored, record }, asked, draft, written.data)
    if (written.hasEnded) {
      base = null
      draft.id = undefined
      cookieDue = 'deletion'
    } else if (changesTicket) {
      cookieDue = 'ticket'
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
    base: () => base,
    begin(found) {
      base = found
    },
    endKeys,
    end,

    async endEmptied() {
      if (base === null) return
      const { key, entry } = base.stored
      const over = { ...entry, expiresAt: longOver }
      if (await store.update(key, over, entry.version, settings.now())) {
        base = null
        cookieDue = 'deletion'
      }
    },

    write(draft, fn) {
      // The writes of one request follow one another, each from where the one before it left off.
      const written = last.then(() => writeNext(draft, fn))
      last = written.catch(() => undefined)
      return written
    },

    cookie() {
      if (cookieDue === 'deletion') return deleteCookie(form)
      if (cookieDue === undefined || base === null || !isNewestTicket(base.stored)) return undefined
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

    excuse(digest, stamp) {
      ownStamps.set(digest, stamp)
    },
  }
}

// A ticket that is only in its grace was replaced by one that the browser may hold by now.
function isNewestTicket({ head, ticket }: Stored): boolean {
  const digest = Buffer.from(tokenDigest(ticket.token))
  return head.tokens.some((token) => token.until === null && digest.equals(token.digest))
}
