/**
 * The absolute URL of a request to a Node server. Everything it is made of was written by the
 * client, so nothing here may throw or turn garbage into the name of this machine.
 *
 * @module
 */

import { honestHost, nowhere, urlOf } from './honest-host.ts'
import { type NodeRequest, ofSocket } from './node-message.ts'

/**
 * Gives the absolute URL of a request as the server saw it: the scheme of its own connection, the
 * host of `:authority` or `Host`, and the request target. `Forwarded` and `X-Forwarded-*` are not
 * looked at.
 *
 * A missing or malformed host becomes `unknown.invalid`; so does one that does not fit an
 * absolute-form target. A target that is no path becomes `/`.
 *
 * @param target the request target, for frameworks that shorten `req.url`
 * @see RFC 9112 §3.2 (request target), §3.3 (reconstructing the target URI)
 */
export function requestUrl(req: NodeRequest, target: string = req.url ?? '/'): string {
  const scheme = ofSocket(req, 'encrypted') === true ? 'https:' : 'http:'
  const host = hostOf(req, scheme)
  if (target.startsWith('/')) return urlOf(scheme, host, target)
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return urlOf(scheme, host, '/')
  const absolute = new URL(target)
  const sameHost = URL.canParse(`${absolute.protocol}//${host}`)
    ? new URL(`${absolute.protocol}//${host}`).host === absolute.host
    : false
  return urlOf(scheme, sameHost ? host : nowhere, absolute.pathname + absolute.search)
}

function hostOf(req: NodeRequest, scheme: string): string {
  const said = req.httpVersionMajor === 2 ? req.headers[':authority'] : undefined
  const host = typeof said === 'string' ? said : (req.headers.host ?? '')
  return honestHost(scheme, host)
}
