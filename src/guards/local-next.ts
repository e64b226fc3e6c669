/**
 * Where to go after a login: a text that came with a request, taken only when it stays on this site.
 *
 * @module
 */

const longestNext = 2_048

// A host that cannot exist (RFC 6761 §6.4): a target is local when resolving it leaves this behind.
const anySite = 'http://coatcheck.invalid'

// path-absolute = "/" not followed by "/" or "\" (which browsers read as "/"), then anything but
// controls (of which browsers drop tab and newline, so that "/\t/host" is "//host") and "\"
const localPath = /^\/(?![/\\])[^\\\p{Cc}]*$/u

/**
 * Gives the path, query and fragment a text names on this site, percent-encoded and ready for a
 * `Location` header, or the fallback when it is anything else.
 *
 * Refused are other hosts in every spelling a browser or a proxy might read as one (`//host`,
 * `/\host`, a tab between two slashes, `/.//host`, `/%2Fhost`), schemes, control characters,
 * backslashes, and texts of more than 2,048 characters.
 *
 * @param text what the request said, for example `req.query.next`; anything that is not a text gives
 * the fallback
 * @param fallback given back as it is; never taken from a request
 *
 * @see OWASP ASVS 5.0, V3.7.2; WHATWG URL §4.4
 */
export function localNext(text: unknown, fallback: string): string {
  if (typeof text !== 'string' || text.length > longestNext || !localPath.test(text)) {
    return fallback
  }
  if (!URL.canParse(text, anySite)) return fallback
  const url = new URL(text, anySite)
  const next = url.pathname + url.search + url.hash
  const isLocal = url.origin === anySite && localPath.test(decodedOrEmpty(url.pathname))
  return isLocal && localPath.test(next) && next.length <= longestNext ? next : fallback
}

function decodedOrEmpty(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}
