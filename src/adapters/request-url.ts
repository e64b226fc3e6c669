/**
 * The absolute URL of a request to a Node server. Everything it is made of was written by the
 * client, so nothing here may throw or turn garbage into the name of this machine.
 *
 * @module
 */

import { type NodeRequest, ofSocket } from './node-message.ts'

// Never resolves, and is no loopback name (RFC 6761 §6.4).
const nowhere = 'unknown.invalid'

// Host = uri-host [ ":" port ]   (RFC 9110 §7.2), without what no browser sends in a host name
const hostHeader = /^(\[[\da-f:.]+\]|[\da-z._-]+)(?::\d{1,5})?$/i

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

function urlOf(scheme: string, host: string, target: string): string {
  const url = `${scheme}//${host}${target}`
  return URL.canParse(url) ? new URL(url).href : `${scheme}//${nowhere}/`
}

function hostOf(req: NodeRequest, scheme: string): string {
  const said = req.httpVersionMajor === 2 ? req.headers[':authority'] : undefined
  const host = typeof said === 'string' ? said : (req.headers.host ?? '')
  const [, name] = hostHeader.exec(host) ?? []
  if (name === undefined || !URL.canParse(`${scheme}//${host}`)) return nowhere
  // Browsers send host names in canonical form. Another spelling (`0x7f.1`, `127.1`) would turn
  // into a loopback address only by being parsed.
  return new URL(`${scheme}//${host}`).hostname === name.toLowerCase() ? host : nowhere
}
