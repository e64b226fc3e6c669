/**
 * What the middleware needs of an Express request, and how it sees whether it came over https.
 *
 * @module
 */

import type { IncomingMessage } from 'node:http'
import { ofSocket } from '../adapters/node-message.ts'
import type { IdSecret } from '../codecs/signed-id.ts'

/** What the middleware needs of a request. */
export interface SessionRequest extends IncomingMessage {
  /** The request target as it was sent; routers shorten `url`. */
  readonly originalUrl?: string
  /** Whether it came over https, as Express sees it. */
  readonly secure?: boolean
  /** The secret of cookie-parser, for middleware made without one. */
  readonly secret?: IdSecret
  /** The visitor's session; absent once it was destroyed. */
  session?: unknown
  /** The id of the session. */
  sessionID?: string | undefined
  /** The store. */
  sessionStore?: unknown
}

/**
 * Says whether a request came over https.
 *
 * @param proxy `true`: as `X-Forwarded-Proto` says; `false`: as the connection is; `undefined`: as
 * Express says, by its setting `trust proxy`
 */
export function isSecure(req: SessionRequest, proxy: boolean | undefined): boolean {
  if (ofSocket(req, 'encrypted') === true) return true
  if (proxy === false) return false
  if (proxy === undefined) return req.secure === true
  const [first = ''] = String(req.headers['x-forwarded-proto'] ?? '').split(',')
  return first.trim().toLowerCase() === 'https'
}

/** Says whether a request's path begins with the cookie's. */
export function isWithin(req: SessionRequest, path: string): boolean {
  const target = req.originalUrl ?? req.url ?? '/'
  const [found = '/'] = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/, 1)
  return (found === '' ? '/' : found).startsWith(path)
}
