/**
 * Accepting other libraries' cookies: a visitor with one of those, and none of ours that is honoured,
 * goes on with the session that it held.
 *
 * @module
 */

import { type Arrival, acceptedOf, arrivalBy, readersFor, valuesIn } from './accept-arrival.ts'
import { type Moving, placeWithFailure, placeWithoutOldCookies } from './accept-place.ts'
import type { CookieReader } from './codecs/reader.ts'
import { contentWith } from './content.ts'
import { CoatcheckError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import type { Found } from './found.ts'
import type { Place } from './place.ts'
import { isEmpty } from './record.ts'
import { isRejection, type Rejection } from './rejection.ts'
import type { Settings } from './settings.ts'

/** What a store knows of old cookies that came before. */
export interface Claims {
  /**
   * Looks for the session that an old cookie has become.
   *
   * @returns its place; a rejection when it is over, or revoked; `undefined` when there is none yet
   */
  find(arrival: Arrival): Promise<Place | Rejection | undefined>
  /** Remembers that an old cookie came, so that it can never come again. */
  remember(arrival: Arrival): Promise<void>
  /** Ends what an old cookie would become, or has become meanwhile, for good. */
  end(arrival: Arrival): Promise<void>
}

/**
 * Gives the place for a request in which there is an old cookie, else `undefined`.
 *
 * @param claims what the store knows, where there is one
 */
export type Accept = (
  place: Place,
  exchange: Exchange,
  claims?: Claims,
) => Promise<Place> | undefined

/** Makes what accepts the cookies that an app chose; `undefined` when it chose none. */
export function acceptAlso(settings: Settings): Accept | undefined {
  const { acceptAlso: readers, report, onStoreFailure } = settings
  if (readers.length === 0) return undefined
  const content = contentWith(settings.validate)

  /** Gives the first arrival that is honoured, or the place of what it has become. */
  const arrivalOf = async (
    present: readonly CookieReader[],
    header: string,
    claims: Claims | undefined,
  ): Promise<{ arrival: Arrival; theirs: Place | undefined } | null> => {
    for (const reader of present) {
      const arrival = await arrivalBy(reader, valuesIn(header), settings)
      if (arrival === null) continue
      const claimed = isRejection(arrival) ? arrival : await claims?.find(arrival)
      if (claimed !== undefined && isRejection(claimed)) {
        report?.({ type: 'rejected', reason: claimed.rejected, source: reader.source })
      } else if (!isRejection(arrival)) {
        return { arrival, theirs: claimed }
      }
    }
    return null
  }

  const arrive = async (
    place: Place,
    exchange: Exchange,
    header: string,
    present: readonly CookieReader[],
    claims: Claims | undefined,
  ): Promise<Place> => {
    let found: Found | undefined
    try {
      found = place.read(exchange, 'use')
      if (found.session !== null) return placeWithoutOldCookies(place, found, present, undefined)
      const come = await arrivalOf(present, header, claims)
      if (come === null) return readAs(found, place)
      const { arrival, theirs } = come
      const readers = [arrival.reader]
      if (theirs !== undefined) {
        const moving = movingTo('theirs', arrival, undefined)
        return placeWithoutOldCookies(theirs, theirs.read(exchange, 'use'), readers, moving)
      }
      const accepted = acceptedOf(arrival, content, settings)
      if (isRejection(accepted)) {
        const { source } = arrival.reader
        report?.({ type: 'rejected', reason: accepted.rejected, source })
        return readAs(found, place)
      }
      // A session of nothing is none, and nobody minds how often it comes.
      if (isEmpty(accepted.record)) return placeWithoutOldCookies(place, found, readers, undefined)
      const moving = movingTo('new', arrival, claims)
      const known = { ...found, accepted, remember: moving.remember }
      return placeWithoutOldCookies(place, known, readers, moving)
    } catch (error) {
      const known = found ?? place.read(exchange, 'end')
      return placeWithFailure(place, known, present, failureOf(error), onStoreFailure)
    }
  }

  return (place, exchange, claims) => {
    const header = exchange.cookieHeader
    if (header === undefined) return undefined
    const present = readersFor(readers, valuesIn(header))
    return present.length === 0 ? undefined : arrive(place, exchange, header, present, claims)
  }
}

function movingTo(session: 'new' | 'theirs', arrival: Arrival, claims: Claims | undefined): Moving {
  let isRemembered = false
  return {
    arrival,
    isFirst: session === 'new',
    async remember() {
      if (isRemembered) return
      await claims?.remember(arrival)
      isRemembered = true
    },
    async end() {
      await claims?.end(arrival)
    },
  }
}

function readAs(found: Found, place: Place): Place {
  return { ...place, read: () => found }
}

function failureOf(error: unknown): CoatcheckError {
  if (error instanceof CoatcheckError) return error
  return new CoatcheckError(
    'ERR_STORE_UNAVAILABLE',
    'the session of an old cookie could not be read (acceptAlso): see the cause',
    { cause: error },
  )
}
