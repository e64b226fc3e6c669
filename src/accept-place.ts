/**
 * The place of a request whose visitor came with another library's cookie: what that cookie held is
 * what the session begins with, and the cookie goes once the session is one of ours.
 *
 * @module
 */

import type { Arrival } from './accept-arrival.ts'
import { cacheHeaders } from './cache-headers.ts'
import type { CookieReader } from './codecs/reader.ts'
import type { CookieForm } from './cookie/cookie-forms.ts'
import { hasPrefix } from './cookie/prefix.ts'
import { deleteCookie, type OutgoingCookie } from './cookie/set-cookie.ts'
import { handleOf, idOf } from './draft.ts'
import type { Exchange } from './exchange.ts'
import type { Found } from './found.ts'
import type { Place } from './place.ts'

/** What is done once an arrival has become one of our sessions. */
export interface Moving {
  /** What came. */
  readonly arrival: Arrival
  /** Whether it becomes one now, and was none before. */
  readonly isFirst: boolean
  /** Remembers that it came, where there is a store to remember it. */
  remember(): Promise<void>
  /** Ends it for good, instead of it becoming one, where there is a store. */
  end(): Promise<void>
}

/**
 * Makes a place that deletes old cookies.
 *
 * @param found what there is for the session to begin with
 * @param readers whose cookies to delete
 * @param moving what has come with them; `undefined` when the visitor had a session of ours
 */
export function placeWithoutOldCookies(
  place: Place,
  found: Found,
  readers: readonly CookieReader[],
  moving: Moving | undefined,
): Place {
  const deletions = deletionsOf(readers, found.form)
  let hasLeft = false
  let endHasFailed = false

  const leave = async (hasEnded: boolean): Promise<void> => {
    if (moving === undefined || hasLeft) return
    await (hasEnded ? moving.end() : moving.remember())
    hasLeft = true
    // It expires there by itself too, and here it is worthless.
    await moving.arrival.old?.forget?.().catch(() => undefined)
  }

  return {
    ...place,
    read: () => found,

    commit(draft, exchange, scope) {
      const { hasEnded } = draft
      const conclude = (): undefined => {
        sendAll(deletions, exchange)
        if (moving?.isFirst !== true || hasEnded) return
        const { source } = moving.arrival.reader
        place.report?.({ type: 'accepted', source, handle: handleOf(idOf(draft)) })
      }
      const committed = place.commit(draft, exchange, scope)
      // After a server error the visitor comes again, with the old cookie.
      if (scope === 'ends' && !hasEnded && !hasLeft) return committed
      if (moving === undefined && committed === undefined) return conclude()
      return Promise.resolve(committed)
        .then(() => leave(hasEnded))
        .then(conclude, (error: unknown) => {
          // The first time it makes the answer an error. On that one the deletion goes out anyway.
          if (!hasEnded || !endHasFailed) {
            endHasFailed = hasEnded
            throw error
          }
          conclude()
        })
    },

    async update(draft, fn, head) {
      const { hasEnded } = draft
      const result = await place.update(draft, fn, head)
      // What is written already has its ticket sent on a server error too.
      if (place.actsAtOnce) await leave(hasEnded)
      return result
    },
  }
}

/**
 * Makes a place for a visitor whose old cookies could not be looked up: nothing is begun or written,
 * and a logout deletes them.
 */
export function placeWithFailure(
  place: Place,
  found: Found,
  readers: readonly CookieReader[],
  failure: Error,
  onFailure: 'fail' | 'anonymous',
): Place {
  let endHasFailed = false
  return {
    ...place,
    read(_exchange, purpose) {
      if (onFailure === 'fail' && purpose === 'use') throw failure
      return found
    },
    commit(draft, exchange, scope) {
      // Whoever logs in has to know that they are not logged in.
      if (draft.newTicket === 'login' && scope === 'all') throw failure
      const { hasEnded } = draft
      const committed = place.commit(draft, exchange, 'ends')
      if (!hasEnded) return committed
      const isAgain = endHasFailed
      endHasFailed = true
      return Promise.resolve(committed).then(() => {
        // What the old cookies open may not have ended, and whoever logs out has to know.
        if (!isAgain) throw failure
        sendAll(deletionsOf(readers, found.form), exchange)
      })
    },
    update: () => Promise.reject(failure),
  }
}

function sendAll(deletions: readonly OutgoingCookie[], exchange: Exchange): undefined {
  for (const cookie of deletions) exchange.setCookie(cookie)
  if (deletions.length > 0) cacheHeaders(exchange, { setsCookie: true, showsData: true })
}

function deletionsOf(readers: readonly CookieReader[], own: CookieForm): readonly OutgoingCookie[] {
  return readers.flatMap(({ cookieNames, path = '/', domain }) =>
    cookieNames
      .map((name): CookieForm => {
        const secure = own.attributes.secure || hasPrefix(name)
        const where = domain === undefined ? { path } : { path, domain }
        return {
          name,
          attributes: { ...where, httpOnly: true, secure, sameSite: 'lax', partitioned: false },
        }
      })
      // Our own cookie of that name takes its place.
      .filter((form) => !isSame(form, own))
      .map(deleteCookie),
  )
}

function isSame(one: CookieForm, other: CookieForm): boolean {
  return (
    one.name === other.name &&
    one.attributes.path === other.attributes.path &&
    one.attributes.domain === other.attributes.domain
  )
}
