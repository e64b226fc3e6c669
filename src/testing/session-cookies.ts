/**
 * The cookies of a visitor, in the forms that HTTP clients want them.
 *
 * @module
 */

import {
  type CookieAnswer,
  cookieIn,
  cookiesIn,
  isDeletion,
  type KeptCookie,
  linesOf,
} from './set-cookie-lines.ts'

/** A cookie as Playwright's `context.addCookies` and Puppeteer's `page.setCookie` want it. */
export interface BrowserCookie {
  /** The name, with its prefix. */
  name: string
  /** The value. */
  value: string
  /** The host. */
  domain: string
  /** The path. */
  path: string
  /** Kept from scripts. */
  httpOnly: boolean
  /** Sent over https only. */
  secure: boolean
  /** When it is sent along with requests that come from other sites. */
  sameSite: 'Strict' | 'Lax' | 'None'
}

/** The cookies of one visitor. They never change: what an answer sets makes new ones. */
export interface SessionCookies {
  /** The URL that they are for, by which the app chooses the cookie's name. */
  readonly url: string
  /** The `Cookie` header that sends them: `session=…`; `''` when there are none. */
  readonly header: string
  /** Their names and values. */
  readonly pairs: readonly { readonly name: string; readonly value: string }[]
  /** The `Set-Cookie` lines that made them, deletions too: for clients with a jar of their own. */
  readonly lines: readonly string[]
  /** Gives them for a browser: `await context.addCookies(cookies.forBrowser())`. */
  forBrowser(): BrowserCookie[]
  /** Gives the visitor's cookies after an answer that set, replaced or deleted some. */
  after(answer: CookieAnswer): SessionCookies
}

/**
 * Makes the cookies of a visitor.
 *
 * @param url what they are for, absolute
 * @param header the `Cookie` header that the visitor would send, `''` for none
 */
export function sessionCookies(url: string, header = ''): SessionCookies {
  return cookiesOf(url, cookiesIn(header), [])
}

/** Gives the cookies after lines that set, replaced or deleted some. */
export function cookiesAfter(before: SessionCookies, lines: readonly string[]): SessionCookies {
  return before.after({ headers: { 'set-cookie': lines } })
}

function cookiesOf(
  url: string,
  all: readonly KeptCookie[],
  lines: readonly string[],
): SessionCookies {
  return {
    url,
    header: all.map(({ name, value }) => `${name}=${value}`).join('; '),
    pairs: all.map(({ name, value }) => ({ name, value })),
    lines,
    forBrowser: () => all.map((cookie) => browserCookie(cookie, url)),
    after(answer) {
      const added = linesOf(answer)
      const next = added.map(cookieIn).reduce(keptWith, all)
      return cookiesOf(url, next, [...lines, ...added])
    },
  }
}

function keptWith(all: readonly KeptCookie[], cookie: KeptCookie): readonly KeptCookie[] {
  const isSame = ({ name }: KeptCookie): boolean => name === cookie.name
  if (isDeletion(cookie)) return all.filter((each) => !isSame(each))
  const place = all.findIndex(isSame)
  // It takes the place of all that have its name, as there may be when cookies are tossed.
  return place === -1
    ? [...all, cookie]
    : all.flatMap((each, index) => (index === place ? cookie : isSame(each) ? [] : each))
}

const sameSites = { strict: 'Strict', lax: 'Lax', none: 'None' } as const

function browserCookie({ name, value, attributes }: KeptCookie, url: string): BrowserCookie {
  const { protocol, hostname } = new URL(url)
  const sameSite = attributes['samesite']?.toLowerCase()
  return {
    name,
    value,
    domain: attributes['domain'] ?? hostname,
    path: attributes['path'] ?? '/',
    httpOnly: 'httponly' in attributes,
    secure: 'secure' in attributes || protocol === 'https:',
    sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSites[sameSite] : sameSites.lax,
  }
}
