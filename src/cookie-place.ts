/**
 * Sessions whose data is sealed in the cookie itself: the place of a session is the visitor's
 * browser.
 *
 * @module
 */

import { forbidCaching, keepPrivate, varyByCookie } from './cache-headers.ts'
import { type Change, changeOf, endOf } from './changes.ts'
import type { Codec } from './codecs/codec.ts'
import type { CookieForm } from './cookie/cookie-forms.ts'
import { cookieValues } from './cookie/cookie-header.ts'
import { cookieBytes, deleteCookie, maxCookieBytes, setCookie } from './cookie/set-cookie.ts'
import type { CookieFormFor } from './cookie-choice.ts'
import { cookieTooLarge } from './cookie-size.ts'
import { type Draft, handleOf, isEmptyDraft, recordOf } from './draft.ts'
import { type LosslessText, readLossless, writeLossless } from './encoding/lossless-json.ts'
import { CoatcheckError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { absoluteDeadline, touchesOverdue, verdict } from './expiry.ts'
import type { Found, FoundSession, Place } from './place.ts'
import type { SessionRecord } from './record.ts'
import { isRejection, type Rejection } from './rejection.ts'
import type { Settings } from './settings.ts'
import type { Instant } from './time.ts'

/** A place that writes with the response's head, at once. */
export interface CookiePlace extends Place {
  /**
   * Does what the draft asks for and adds what the head needs.
   *
   * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE`, `ERR_INVALID_DATA`, `ERR_COOKIE_TOO_LARGE`
   */
  commit(draft: Draft, exchange: Exchange): void
}

/** Makes the place of sessions that live in their cookie. */
export function cookiePlace(settings: Settings, codec: Codec, formFor: CookieFormFor): CookiePlace {
  const { timeouts, now, report, validate } = settings

  const honour = (text: string, name: string): FoundSession | Rejection => {
    const unsealed = codec.unseal(text, name)
    if (isRejection(unsealed)) return unsealed
    const record = codec.parse(unsealed.bytes)
    if (isRejection(record)) return record
    const clocks = verdict(record, timeouts, now())
    if (clocks !== 'live') return { rejected: clocks }
    const content = contentOf(record)
    return isRejection(content) ? content : { record, isNewest: unsealed.isNewest, ...content }
  }

  const contentOf = (
    record: SessionRecord,
  ): Pick<FoundSession, 'data' | 'baseline'> | Rejection => {
    // What was sealed is the text of an object, and the seal held.
    const data = readLossless(record.body) as Record<string, unknown>
    if (validate === undefined) return { data, baseline: record.body }
    const validated = validate(data)
    if ('issues' in validated) return { rejected: 'invalid-data' }
    return { data: validated.output, baseline: writeLossless(validated.output, 'data') }
  }

  const write = (data: object): LosslessText => {
    if (validate === undefined) return writeLossless(data, 'data')
    const validated = validate(data)
    if (!('issues' in validated)) return writeLossless(validated.output, 'data')
    throw new CoatcheckError(
      'ERR_INVALID_DATA',
      `the schema refuses what this request left in the session: ${validated.issues.join(', ')}; ` +
        'nothing was written',
    )
  }

  const touchDue = (session: FoundSession, exchange: Exchange, at: Instant): boolean => {
    const overdue = touchesOverdue(session.record, timeouts, at)
    // A cookie set by a late answer could overwrite a newer one. Nothing else is under way during a
    // top-level navigation; elsewhere a touch waits until it is twice overdue.
    return isNavigation(exchange) ? overdue >= 1 || !session.isNewest : overdue >= 2
  }

  const send = (record: SessionRecord, form: CookieForm, draft: Draft, exchange: Exchange) => {
    const value = codec.seal(record, form.name)
    const bytes = cookieBytes(form.name, value)
    if (bytes > maxCookieBytes) throw cookieTooLarge(bytes, draft.data)
    const maxAge = record.permanent ? absoluteDeadline(record, timeouts) - now() : undefined
    exchange.setCookie(setCookie(form, value, maxAge))
    return bytes
  }

  return {
    timeouts,
    now,
    report,

    read(exchange): Found {
      const form = formFor(exchange)
      const values =
        exchange.cookieHeader === undefined ? [] : cookieValues(exchange.cookieHeader, form.name)
      if (values.length > 1) report?.({ type: 'duplicate-cookie', count: values.length })
      for (const value of values) {
        const session = honour(value, form.name)
        if (!isRejection(session)) return { session, hadCookie: true, form }
        report?.({ type: 'rejected', reason: session.rejected })
      }
      return { session: null, hadCookie: values.length > 0, form }
    },

    commit(draft, exchange) {
      const { session, form, hadCookie } = draft.found
      const at = now()
      const before = session?.record ?? null
      const isServerError = exchange.status() >= 500
      const change: Change = isServerError
        ? endOf({ before, isOver: draft.hasEnded || isEmptyDraft(draft) })
        : changeOf({
            before,
            after: recordOf(draft, at, write),
            newTicket: draft.newTicket,
            touchDue: session !== null && touchDue(session, exchange, at),
          })

      let bytes = 0
      if (change.kind === 'end' || (change.kind === 'none' && draft.hasEnded && hadCookie)) {
        exchange.setCookie(deleteCookie(form))
      } else if (change.kind !== 'none') {
        bytes = send(change.record, form, draft, exchange)
      }
      // Only whoever listens for late changes pays for this.
      if (isServerError || report === undefined) draft.kept = undefined
      else if (draft.mayHaveChanged) draft.kept = writeLossless(draft.data, 'data')

      varyByCookie(exchange)
      if (change.kind !== 'none' || draft.hasEnded) forbidCaching(exchange)
      else if (before !== null) keepPrivate(exchange)
      const id = change.kind === 'end' ? before?.id : draft.id
      if (change.kind !== 'none' && id !== undefined) {
        report?.({
          type: 'committed',
          change: change.kind,
          handle: handleOf(id),
          cookieBytes: bytes,
        })
      }
    },
  }
}

// Fetch Metadata: a document is being loaded into a tab (W3C Fetch Metadata §2.1, §2.2).
function isNavigation(exchange: Exchange): boolean {
  return (
    exchange.header('sec-fetch-mode') === 'navigate' &&
    exchange.header('sec-fetch-dest') === 'document'
  )
}
