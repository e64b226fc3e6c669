/**
 * What this shop keeps of a visitor, under the keys a Flask app would use.
 *
 * @module
 */

import { CoatcheckError, type Session } from 'coatcheck'

declare module 'coatcheck' {
  interface SessionData {
    /** The visitor's member number. */
    user_id: number
    /** The name the visitor logged in with. */
    username: string
    /** Whether the visitor is logged in. */
    logged_in: boolean
    /** How often the visitor has opened `/visits`. */
    visits: number
    /** How many of each product, by product id. */
    cart: Record<string, number>
  }
}

/** Gives the name of a logged-in visitor, or `null`. */
export function usernameOf(session: Session): string | null {
  return session.get('logged_in', false) ? session.get('username', null) : null
}

/**
 * Gives whose session it is.
 *
 * @throws {CoatcheckError} `ERR_SESSION_ENDED` when nobody is logged in
 */
export function ownerOf(session: Session): string {
  if (session.subject !== null) return session.subject
  throw new CoatcheckError('ERR_SESSION_ENDED', 'nobody is logged in')
}

/** Counts the things in a visitor's cart. */
export function cartSizeOf(session: Session): number {
  return Object.values(session.get('cart', {})).reduce((sum, count) => sum + count, 0)
}

/** Leaves a message for the visitor's next page, in place of any that was not shown yet. */
export function say(session: Session, text: string): void {
  // Messages that nobody fetches would pile up until the cookie is full.
  session.takeFlashes()
  session.flash(text)
}
