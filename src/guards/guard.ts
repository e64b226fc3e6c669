/**
 * What a guard sees of a request and what it may answer, whatever the framework.
 *
 * @module
 */

import type { Session } from '../session.ts'

/** What a guard sees of a session: who and since when, and none of the app's data. */
export type GuardedSession = Pick<
  Session<object>,
  'subject' | 'createdAt' | 'authenticatedAt' | 'expiresAt' | 'isNew' | 'handle'
>

/** What a guard sees of a request. */
export interface GuardedRequest {
  /** The request's session. */
  readonly session: GuardedSession
  /** The method, in upper case. */
  readonly method: string
  /** The absolute URL as the server saw it. */
  readonly url: string
  /** The value of a request header, by its lower-case name. */
  header(name: string): string | undefined
}

/** The answer that is sent instead of the handler's. */
export interface Refusal {
  readonly type: 'refuse'
  /** The HTTP status, 302, 303 or 4xx. */
  readonly status: number
  /** The headers of the answer. */
  readonly headers: Readonly<Record<string, string>>
  /** The text of the answer. */
  readonly body: string
}

/** Lets the request through, with headers for whatever the handler answers. */
export interface Pass {
  readonly type: 'pass'
  /** Headers to add to the response. */
  readonly headers: Readonly<Record<string, string>>
}

/** Decides whether a request may go on: `undefined` lets it through. */
export type Guard = (request: GuardedRequest) => Refusal | Pass | undefined
