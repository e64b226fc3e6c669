/**
 * Tokens that a page of this site puts into its forms, and that no other site can know: for where
 * the law or an audit asks for them beside `coatcheck/guards/cross-site`.
 *
 * @module
 */

import { digestBytes, isMaskedDigest, maskedDigest } from '../crypto/masked-digest.ts'
import { randomBytes } from '../crypto/random-pool.ts'
import { holdSession } from '../draft-hold.ts'
import { CoatcheckError } from '../errors.ts'
import { ringOf } from '../sessions-ring.ts'
import type { Guard, GuardedSession, Refusal } from './guard.ts'

/** Where a guard finds the token. */
export interface CsrfTokenOptions {
  /** The name of the request header that holds it, in any case (default `'x-csrf-token'`). */
  readonly header?: string | undefined
}

// field-name = token   (RFC 9110 §5.1, §5.6.2)
const headerName = /^[!#$%&'*+.^_`|~\da-z-]{1,100}$/i

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Gives a token of the session for a form or a page's scripts: 86 characters of base64url, written
 * differently each time, so that compressed pages reveal nothing of it.
 *
 * It is good for this session until somebody logs in or out, also after a new ticket and in every
 * tab. Asking for one makes the session of a visitor who is not logged in persist, even with nothing
 * in it: ask on pages with a form, not on every page.
 *
 * @param session the request's session, such as `req.session`
 * @throws {CoatcheckError} `ERR_HEADERS_SENT` when a session that does not persist yet is asked after
 * the head was sent; `ERR_OPTIONS` when the session was not opened by `createSessions`
 *
 * @see OWASP ASVS 5.0, V3.5.1; NIST SP 800-63B-4 §5.1; BREACH, Gluck, Harris, Prado 2013, §3.4
 *
 * @example
 * import { csrfToken, verifyCsrfToken } from 'coatcheck/guards/csrf'
 *
 * app.get('/transfer', (req, res) => {
 *   res.send(`<form method="post"><input type="hidden" name="csrf" value="${csrfToken(req.session)}">…`)
 * })
 * app.post('/transfer', express.urlencoded(), (req, res) => {
 *   if (!verifyCsrfToken(req.session, req.body?.csrf)) return res.sendStatus(403)
 *   // …
 * })
 */
export function csrfToken(session: GuardedSession): string {
  holdSession(session, 'csrfToken()')
  const [digest = randomBytes(digestBytes)] = digestsOf(session, 'csrfToken()')
  return maskedDigest(digest)
}

/**
 * Says whether a text is a token that `csrfToken` gave for this session since the last login. It
 * compares in constant time, under every secret of the ring, and never throws because of the text.
 *
 * @param session the request's session, such as `req.session`
 * @param token what the request brought, in a form field or a header; anything but a text is none
 * @throws {CoatcheckError} `ERR_OPTIONS` when the session was not opened by `createSessions`;
 * `ERR_STORE_UNAVAILABLE` when the session could not be read
 */
export function verifyCsrfToken(session: GuardedSession, token: unknown): boolean {
  const digests = digestsOf(session, 'verifyCsrfToken()')
  return !session.isNew && isMaskedDigest(token, digests)
}

/**
 * Refuses requests of scripts that bring no token of the session in a header, with a 403. GET, HEAD
 * and OPTIONS pass. A guard does not read bodies: for a token in a form field call
 * `verifyCsrfToken` in the handler, where the body is at hand.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when `header` is no name of a header
 *
 * @example
 * import { guard } from 'coatcheck/adapters/express'
 * import { requireCsrfToken } from 'coatcheck/guards/csrf'
 *
 * app.use('/api', guard(requireCsrfToken()))
 */
export function requireCsrfToken(options: CsrfTokenOptions = {}): Guard {
  const { header = 'x-csrf-token' } = options
  if (!headerName.test(header)) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `header: ${JSON.stringify(header)} is not the name of a header; give one such as 'x-csrf-token'`,
    )
  }
  const name = header.toLowerCase()
  return (request) => {
    if (safeMethods.has(request.method)) return undefined
    return verifyCsrfToken(request.session, request.header(name)) ? undefined : refusal(name)
  }
}

// Who logs in gets other tokens: a page of before the login must not act in the name of who it is now.
function digestsOf(session: GuardedSession, what: string): readonly Uint8Array[] {
  const ring = ringOf(session)
  if (ring === undefined) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `${what}: this is no session that createSessions opened with its secrets; ` +
        'give the session of the request, such as req.session',
    )
  }
  const { handle, authenticatedAt, subject } = session
  const text = `${handle}.${authenticatedAt ?? ''}.${subject ?? ''}`
  return ring.digests(text, 'csrf').map((digest) => Buffer.from(digest, 'base64url'))
}

function refusal(name: string): Refusal {
  return {
    type: 'refuse',
    status: 403,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
    body:
      'Refused: the page is out of date. Load it again, and repeat what you did.\n\n' +
      'For who runs the site: what csrfToken(session) gave is expected in the header ' +
      `${name}. A login or logout since makes it worthless.\n`,
  }
}
