/**
 * Keeping a session with nothing in it, because somebody out there has a token of it.
 *
 * @module
 */

import { headersSent } from './guarded-view.ts'
import { stateOf } from './request-session.ts'
import type { Session } from './session.ts'

/**
 * Makes a session of nobody persist though it may be empty; of one that somebody is logged in to
 * nothing is written, since it persists anyway.
 *
 * @param what what asks for it, for the message
 * @throws {CoatcheckError} `ERR_HEADERS_SENT` when that would need a cookie after the head was sent
 */
export function holdSession(session: Pick<Session<object>, 'subject'>, what: string): void {
  // Asking for the subject reads the session, so that there is a draft.
  const { subject } = session
  const state = stateOf(session)
  if (subject !== null || state?.draft === undefined || state.draft.isHeld) return
  if (state.isCommitted) throw headersSent(what)
  state.draft.isHeld = true
}
