/**
 * Whether a request goes from a browser to a server on one machine, over plain http, with nothing
 * in between: the only case in which a session cookie may lack `Secure`.
 *
 * @module
 */

/** What the question needs of a request. */
export interface LocalRequest {
  /** The absolute URL as the server saw it. */
  readonly url: string
  /** The peer's address, where the runtime tells it. */
  readonly peerAddress: string | undefined
  /** The value of a request header, by its lower-case name. */
  header(name: string): string | undefined
}

// Any of these says that a proxy stands in between, and what the public address is nobody knows.
const proxyHeaders = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-protocol',
  'x-forwarded-user',
  'x-forwarded-client-cert',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-scheme',
  'x-forwarded-ssl',
  'x-forwarded-server',
  'x-forwarded-by',
  'x-forwarded-prefix',
  'x-forwarded-path',
  'x-forwarded-uri',
] as const

/** Says whether browser and server are on one machine. In doubt it says no. */
export function isLocalHttp(request: LocalRequest): boolean {
  if (!request.url.startsWith('http:')) return false
  const host = URL.canParse(request.url) ? new URL(request.url) : undefined
  if (host === undefined || !isLoopbackName(host.hostname)) return false
  if (request.peerAddress !== undefined && !isLoopbackAddress(request.peerAddress)) return false
  if (proxyHeaders.some((name) => request.header(name) !== undefined)) return false
  return ['origin', 'referer'].every((name) => saysTheSame(request.header(name), host))
}

/** Says whether a host name always means this machine (RFC 6761 §6.3). */
export function isLoopbackName(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    isLoopbackAddress(hostname)
  )
}

function isLoopbackAddress(address: string): boolean {
  // IPv4 in 127.0.0.0/8 (RFC 1122 §3.2.1.3), possibly mapped into IPv6, or ::1
  return /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address) || address === '::1'
}

// 'null' is what a browser says when a page's referrer policy forbids it to say anything.
function saysTheSame(source: string | undefined, host: URL): boolean {
  if (source === undefined || source === 'null') return true
  if (!URL.canParse(source)) return false
  const { protocol, host: sourceHost } = new URL(source)
  return protocol === 'http:' && sourceHost === host.host
}
