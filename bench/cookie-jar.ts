/**
 * What a browser keeps of the cookies of one site, as far as a benchmark needs it.
 *
 * @module
 */

/**
 * Gives the `Cookie` header that a browser sends after an answer.
 *
 * @param before the header it sent before
 * @param cookies the answer's lines of `Set-Cookie`
 */
export function cookieAfter(
  before: string | undefined,
  cookies: readonly string[],
): string | undefined {
  if (cookies.length === 0) return before
  const kept = new Map<string, string>()
  for (const pair of before === undefined ? [] : before.split('; ')) keep(kept, pair)
  for (const line of cookies) {
    const end = line.indexOf(';')
    const pair = end < 0 ? line : line.slice(0, end)
    // Deletions say so in several ways, and all of them with an empty value or an instant long gone.
    if (
      pair.indexOf('=') === pair.length - 1 ||
      /;\s*max-age=0\b|expires=thu, 01 jan 1970/i.test(line)
    ) {
      kept.delete(pair.slice(0, pair.indexOf('=')))
    } else keep(kept, pair)
  }
  return kept.size === 0
    ? undefined
    : [...kept].map(([name, value]) => `${name}=${value}`).join('; ')
}

function keep(kept: Map<string, string>, pair: string): void {
  const end = pair.indexOf('=')
  kept.set(pair.slice(0, end), pair.slice(end + 1))
}

/** Gives how many characters the values in a `Cookie` header have in all. */
export function valueLength(cookie: string): number {
  return cookie.split('; ').reduce((sum, pair) => sum + pair.length - pair.indexOf('=') - 1, 0)
}

/**
 * Gives a `Cookie` header with one character changed.
 *
 * @param which of the longest value, or of each
 * @param share how far into the value
 */
export function tamperedWith(cookie: string, which: 'longest' | 'each', share: number): string {
  const pairs = cookie.split('; ')
  const longest = pairs.reduce((one, other) => (other.length > one.length ? other : one))
  return pairs
    .map((pair) => (which === 'each' || pair === longest ? changedAt(pair, share) : pair))
    .join('; ')
}

function changedAt(pair: string, share: number): string {
  const start = pair.indexOf('=') + 1
  const at = start + Math.floor((pair.length - start - 1) * share)
  // In its upper two bits, since the lower ones of a last character of base64 mean nothing; and never to
  // the other case of a letter, which in hexadecimal means the same.
  const other = /[w-z\d+/_-]/.test(pair[at] ?? '') ? 'A' : '0'
  return pair.slice(0, at) + other + pair.slice(at + 1)
}
