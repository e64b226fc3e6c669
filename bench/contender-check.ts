/**
 * What a contender has to show before it is timed: that a session comes back, that changes stay, that
 * a cookie somebody changed is refused, and that its content is as secret as claimed.
 *
 * @module
 */

import { type Contender, marker, type Visit } from './contender.ts'
import { cookieAfter, tamperedWith } from './cookie-jar.ts'

const shares = [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97]

/**
 * Tries a contender.
 *
 * @returns why it is not timed, or `undefined` when all is as it should be
 */
export async function faultOf(
  { protection, hasRefuge }: Pick<Contender, 'protection' | 'hasRefuge'>,
  visit: Visit,
): Promise<string | undefined> {
  const begun = await visit('begin', undefined)
  const cookie = cookieAfter(undefined, begun.cookies)
  if (cookie === undefined) return 'a session that was filled sets no cookie'

  const { visits } = await visit('read', cookie)
  if (visits !== 41) return `41 visits were kept, and ${visits} came back`

  const changed = await visit('modify', cookie)
  const later = await visit('read', cookieAfter(cookie, changed.cookies))
  if (later.visits !== 42) return `42 visits were kept, and ${later.visits} came back`

  for (const share of shares) {
    const found = await visit('read', tamperedWith(cookie, hasRefuge ? 'each' : 'longest', share))
    if (found.visits === 41 || found.visits === 42) {
      return `a cookie changed at ${share} of its length is honoured`
    }
  }
  if (protection === 'signed') return undefined
  if (showsMarker(cookie)) return 'what the session holds can be read in the cookie'
  const again = cookieAfter(undefined, (await visit('begin', undefined)).cookies)
  return again === cookie ? 'two sessions of the same content have the same cookie' : undefined
}

function showsMarker(cookie: string): boolean {
  const values = cookie
    .split('; ')
    .map((pair) => decodeURIComponent(pair.slice(pair.indexOf('=') + 1)))
  return values
    .flatMap((value) => [value, ...value.split(/[.;~*:|]/)])
    .flatMap((part) => [
      part,
      // Content may begin at any of the four characters that three bytes take.
      ...[0, 1, 2, 3].map((skip) => Buffer.from(part.slice(skip), 'base64').toString('latin1')),
      Buffer.from(part, 'hex').toString('latin1'),
    ])
    .some((text) => text.includes(marker))
}
