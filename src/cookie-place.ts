/**
 * Sessions whose data is sealed in the cookie itself: the place of a session is the visitor's
 * browser.
 *
 * @module
 */

import { cacheHeaders } from './cache-headers.ts'
import { type Change, changeOf, endOf } from './changes.ts'
import type { Codec } from './codecs/codec.ts'
import { contentWith, freshOnce } from './content.ts'
import type { CookieForm } from './cookie/cookie-forms.ts'
import { cookieValues } from './cookie/cookie-header.ts'
import { cookieBytes, deleteCookie, maxCookieBytes, setCookie } from './cookie/set-cookie.ts'
import type { CookieFormFor } from './cookie-choice.ts'
import { cookieTooLarge } from './cookie-size.ts'
import type { KeyRing } from './crypto/key-ring.ts'
import { type Draft, handleOf, keepForLater, recordOf } from './draft.ts'
import { replaceData, updateCopy } from './draft-update.ts'
import { readLossless } from './encoding/lossless-json.ts'
import type { Exchange } from './exchange.ts'
import { absoluteDeadline, clockToleranceSeconds, touchesOverdue, verdict } from './expiry.ts'
import type { Found, FoundSession } from './found.ts'
import { headersSent } from './guarded-view.ts'
import { isNavigation } from './navigation.ts'
import type { CommitScope, Place } from './place.ts'
import { isEmpty, type SessionRecord } from './record.ts'
import { isRejection, type Rejection } from './rejection.ts'
import type { Settings } from './settings.ts'
import type { Instant } from './time.ts'

const unchanged: Change = { kind: 'none' }

// Handlers do nothing without a mark on the draft, but for tokens that hold its session.
function isAsFound(draft: Draft, { record }: FoundSession): boolean {
  return !draft.mayHaveChanged && draft.isHeld === (record.isHeld ?? false)
}

/** Makes the place of sessions that live in their cookie. */
export function cookiePlace(
  settings: Settings,
  codec: Codec,
  formFor: CookieFormFor,
  ring: KeyRing,
): Place {
  const { timeouts, now, report } = settings
  const content = contentWith(settings.validate)
  const { shared } = codec

  const honour = (text: string, name: string): FoundSession | Rejection => {
    const at = now()
    const unsealed = codec.unseal(text, name, at)
    if (isRejection(unsealed)) return unsealed
    const record = codec.parse(unsealed.plaintext)
    if (isRejection(record)) return record
    const clocks = verdict(record, timeouts, at)
    if (clocks !== 'live') return { rejected: clocks }
    // A cookie of another machine whose clock is far ahead would never be over.
    if (shared !== undefined && record.touchedAt > at + clockToleranceSeconds) {
      return { rejected: 'malformed' }
    }
    const read = content.read(record)
    if (isRejection(read)) return read
    const isNewest = unsealed.isNewest && shared?.isForeign(record) !== true
    return { record, data: read.data, baseline: read.baseline, isNewest }
  }

  const touchDue = (session: FoundSession, exchange: Exchange, at: Instant): boolean => {
    // An upgrade may have no answer of ours that could carry the cookie.
    if (exchange.status() < 200) return false
    const overdue = touchesOverdue(session.record, timeouts, at)
    if (overdue < 1 && session.isNewest) return false
    // A cookie set by a late answer could overwrite a newer one. Nothing else is under way during a
    // top-level navigation; elsewhere a touch waits until it is twice overdue.
    if (isNavigation(exchange)) return overdue >= 1 || !session.isNewest
    return overdue >= (2 * timeouts.touchInterval < timeouts.idleTimeout ? 2 : 1)
  }

  const leftBy = (draft: Draft, at: Instant): SessionRecord => {
    const after = recordOf(draft, at, content.write)
    if (shared === undefined) return after
    const { session } = draft.found
    // What was read is an object.
    const isShown = (key: string): boolean =>
      session !== null && Object.hasOwn(readLossless(session.baseline) as object, key)
    return shared.agree({ after, before: session?.record ?? null, isShown })
  }

  const isOver = (draft: Draft, at: Instant): boolean => {
    if (draft.hasEnded) return true
    try {
      return isEmpty(leftBy(draft, at))
    } catch {
      // What cannot be written is something.
      return false
    }
  }

  const changeIn = (draft: Draft, exchange: Exchange, scope: CommitScope, at: Instant): Change => {
    const { session } = draft.found
    // Another program may keep a cookie with nothing in it, which is no session to end.
    const before = session === null || isEmpty(session.record) ? null : session.record
    if (scope === 'ends') return endOf({ before, isOver: isOver(draft, at) })
    const isDue = session !== null && touchDue(session, exchange, at)
    // What nobody can have changed need not be put together to be compared.
    if (session !== null && !isDue && shared === undefined && isAsFound(draft, session)) {
      return unchanged
    }
    return changeOf({
      before,
      after: leftBy(draft, at),
      newTicket: draft.newTicket !== undefined,
      touchDue: isDue,
    })
  }

  const send = (
    record: SessionRecord,
    form: CookieForm,
    exchange: Exchange,
    at: Instant,
  ): number => {
    const value = codec.seal(record, form.name, at)
    const bytes = cookieBytes(form.name, value)
    if (bytes > maxCookieBytes) throw cookieTooLarge(bytes, record)
    const maxAge = record.permanent ? absoluteDeadline(record, timeouts) - at : undefined
    exchange.setCookie(setCookie(form, value, maxAge))
    return bytes
  }

  return {
    timeouts,
    now,
    ring,
    report,
    actsAtOnce: false,

    read(exchange): Found {
      const form = formFor(exchange)
      const fresh = freshOnce(content)
      const values =
        exchange.cookieHeader === undefined ? [] : cookieValues(exchange.cookieHeader, form.name)
      if (values.length > 1) report?.({ type: 'duplicate-cookie', count: values.length })
      for (const value of values) {
        const session = honour(value, form.name)
        if (!isRejection(session)) return { session, fresh, hadCookie: true, form }
        report?.({ type: 'rejected', reason: session.rejected })
      }
      return { session: null, fresh, hadCookie: values.length > 0, form }
    },

    commit(draft, exchange, scope): undefined {
      const { session, form, hadCookie } = draft.found
      const at = now()
      const change = changeIn(draft, exchange, scope, at)
      // A cookie that was refused is deleted by a logout too, or it would be refused for ever.
      const isDeletion = change.kind === 'end' || (draft.hasEnded && hadCookie)
      let bytes = 0
      if ('record' in change) {
        bytes = send(change.record, form, exchange, at)
        draft.touchedAt = change.record.touchedAt
      }
      if (isDeletion && !('record' in change)) exchange.setCookie(deleteCookie(form))
      cacheHeaders(exchange, {
        setsCookie: 'record' in change || isDeletion,
        showsData: session !== null,
      })
      if (report === undefined) return
      keepForLater(draft, scope === 'all')
      const old = session?.record.id
      if (old !== undefined && (change.kind === 'end' || draft.hasEnded)) {
        report({ type: 'committed', change: 'end', handle: handleOf(old), cookieBytes: 0 })
      }
      if (!('record' in change)) return
      const handle = handleOf(change.record.id)
      report({ type: 'committed', change: change.kind, handle, cookieBytes: bytes })
    },

    async update(draft, fn) {
      const { data, result } = updateCopy(draft.data, fn)
      replaceData(draft.data, data)
      return result
    },

    async end() {
      throw headersSent('session.logout()')
    },

    isLive: async (draft) => verdict(draft, timeouts, now()) === 'live',

    excuse() {
      // Nothing here can be revoked.
    },
  }
}
