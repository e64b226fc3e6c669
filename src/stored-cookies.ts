/**
 * Which cookies an answer of a session in a store brings: another ticket, another copy, deletions.
 *
 * @module
 */

import {
  cookieBytes,
  deleteCookie,
  maxCookieBytes,
  type OutgoingCookie,
  setCookie,
} from './cookie/set-cookie.ts'
import { copyForm, copyOf } from './store-copy.ts'
import type { Opening } from './store-opening.ts'
import type { StoreParts } from './store-parts.ts'
import { isNewestToken } from './store-token.ts'
import type { Base } from './store-write.ts'
import type { TicketDuty } from './stored-ticket.ts'

/** What an answer is sent for. */
export interface Sending {
  /** Whether this request wrote. */
  readonly isNews: boolean
  /** Whether there is an answer of ours: to an upgrade the runtime may answer by itself. */
  readonly hasAnswer: boolean
}

/**
 * Gives the cookies of an answer.
 *
 * @param duty what is due for the ticket
 * @param base the session as it stands, or `null`
 * @param sending a copy goes out with an answer of ours only; left out of news it is worth an event
 */
export function storedCookies(
  parts: StoreParts,
  { form, hadCookie, hadCopy }: Opening,
  duty: TicketDuty | undefined,
  base: Base | null,
  { isNews, hasAnswer }: Sending,
): readonly OutgoingCookie[] {
  const { settings, tickets, copies } = parts
  const copy = copyForm(form)
  if (duty === 'delete') {
    const deleted = hadCookie ? [deleteCookie(form)] : []
    return hadCopy ? [...deleted, deleteCookie(copy)] : deleted
  }
  if (base === null) return []
  const { head, ticket, needsCopy, key } = base.stored
  const isToCopy = needsCopy && hasAnswer
  if (duty === undefined && !isToCopy) return []
  // A ticket that is only in its grace was replaced by one that the browser may hold by now.
  if (!isNewestToken(head, parts.ticketDigests.token(ticket.token))) return []
  const maxAge = base.record.permanent ? ticket.absoluteDeadline - settings.now() : undefined
  const sent = duty === 'send' ? [setCookie(form, tickets.seal(ticket, form.name), maxAge)] : []
  if (!isToCopy) return sent

  const text = copies.seal(copyOf(base.stored, base.record), copy.name)
  const bytes = cookieBytes(copy.name, text)
  if (bytes <= maxCookieBytes) return [...sent, setCookie(copy, text, maxAge)]
  if (isNews || hadCopy) {
    settings.report?.({ type: 'copy-too-large', handle: key, cookieBytes: bytes })
  }
  return hadCopy ? [...sent, deleteCookie(copy)] : sent
}
