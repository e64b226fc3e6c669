/**
 * Which host a request was for, and its URL there. What they are made of was written by the client,
 * so nothing here may throw or turn garbage into the name of this machine.
 *
 * @module
 */

/** The host of a request that does not say a good one: it never resolves (RFC 6761 §6.4). */
export const nowhere = 'unknown.invalid'

// Host = uri-host [ ":" port ]   (RFC 9110 §7.2), without what no browser sends in a host name
const hostHeader = /^(\[[\da-f:.]+\]|[\da-z._-]+)(?::\d{1,5})?$/i

/**
 * Gives the host as the `Host` header says it, or `unknown.invalid`.
 *
 * @param scheme `'http:'` or `'https:'`
 */
export function honestHost(scheme: string, host: string): string {
  const [, name] = hostHeader.exec(host) ?? []
  if (name === undefined || !URL.canParse(`${scheme}//${host}`)) return nowhere
  // Browsers send host names in canonical form. Another spelling (`0x7f.1`, `127.1`) would turn
  // into a loopback address only by being parsed.
  return new URL(`${scheme}//${host}`).hostname === name.toLowerCase() ? host : nowhere
}

/** Gives the absolute URL of a path on a host; at `unknown.invalid` when the two make none. */
export function urlOf(scheme: string, host: string, target: string): string {
  const url = `${scheme}//${host}${target}`
  return URL.canParse(url) ? new URL(url).href : `${scheme}//${nowhere}/`
}
