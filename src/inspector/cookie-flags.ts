/**
 * What each attribute of the session cookie does, and whether the browser that looks will keep it.
 *
 * @see draft-ietf-httpbis-rfc6265bis-22 §4.1.2, §4.1.3, §5.7; draft-ietf-httpbis-layered-cookies-02
 * @module
 */

import type { CookieForm } from '../cookie/cookie-forms.ts'
import { isLoopbackName } from '../cookie/local-http.ts'
import { maxCookieBytes } from '../cookie/set-cookie.ts'

/** What becomes of the cookie because of an attribute: kept, dropped, or it depends on the browser. */
export type Fate = 'kept' | 'dropped' | 'depends'

/** One attribute. */
export interface CookieFlag {
  /** The attribute as it is sent, or what is missing. */
  readonly flag: string
  /** What it does. */
  readonly does: string
  /** Whether the browser keeps a cookie with it. */
  readonly fate: Fate
  /** Why, where it is not simply kept. */
  readonly why: string | undefined
}

/** What the browser is asked to keep, and where. */
export interface FlagQuestion {
  /** The cookie. */
  readonly form: CookieForm
  /** The page's address, as the server saw it. */
  readonly url: string
  /** Whether the browser sent the cookie with this very request, and so keeps it. */
  readonly wasSent: boolean
  /** Bytes of name and value, where there is a cookie. */
  readonly bytes: number | undefined
  /** Whether the cookie outlives the browser; `undefined` while there is no session. */
  readonly permanent: boolean | undefined
}

/** Says of each attribute what it does, and whether the browser keeps the cookie. */
export function cookieFlags(question: FlagQuestion): readonly CookieFlag[] {
  const { form, permanent } = question
  const { attributes } = form
  return [
    prefixFlag(question),
    secureFlag(question),
    attributes.httpOnly
      ? kept('HttpOnly', 'No script of the page can read it.')
      : kept('no HttpOnly', 'Every script of the page can read it, injected ones too.'),
    sameSiteFlag(question),
    attributes.path === '/'
      ? kept('Path=/', 'It is sent for every path of the site.')
      : pathFlag(question),
    domainFlag(question),
    ...(attributes.partitioned ? [partitionedFlag(question)] : []),
    permanent === true
      ? kept('Max-Age', 'It outlives the browser, until the absolute deadline.')
      : kept(
          'no Max-Age',
          'The browser drops it when it closes. session.permanent keeps it longer.',
        ),
    sizeFlag(question),
  ]
}

function kept(flag: string, does: string): CookieFlag {
  return { flag, does, fate: 'kept', why: undefined }
}

function secureFlag({ form, url, wasSent }: FlagQuestion): CookieFlag {
  const isHttps = url.startsWith('https:')
  if (!form.attributes.secure) {
    const does = 'It is sent over plain http too, which is safe on this machine only.'
    return kept('no Secure', does)
  }
  const does = 'It is sent over https only, and to this machine itself.'
  if (isHttps || wasSent) return { ...kept('Secure', does), why: wasSent ? sentBack : undefined }
  if (isLoopbackName(hostOf(url))) {
    const why = 'On plain http to this machine Chrome and Firefox keep it, and Safari drops it.'
    return { flag: 'Secure', does, fate: 'depends', why }
  }
  const why =
    'This request came over plain http, where browsers drop it. Serve the page over https, open it ' +
    'as http://localhost, or, behind a proxy that ends TLS, look whether the browser was on https.'
  return { flag: 'Secure', does, fate: 'dropped', why }
}

const sentBack = 'This browser sent the cookie with this very request, so it keeps it.'

function prefixFlag({ form }: FlagQuestion): CookieFlag {
  const { name, attributes } = form
  const prefix = /^__(?:host-http|host|secure|http)-/i.exec(name)?.[0]
  if (prefix === undefined) {
    const does =
      'The name promises nothing, so another host of the domain may set one of this name.'
    return kept('no prefix', does)
  }
  const isHost = /^__host-/i.test(prefix)
  const isHttp = /http-$/i.test(prefix)
  const isHonest =
    attributes.secure &&
    (!isHost || (attributes.path === '/' && attributes.domain === undefined)) &&
    (!isHttp || attributes.httpOnly)
  const claims = [
    'Secure',
    ...(isHost ? ['Path=/', 'no Domain'] : []),
    ...(isHttp ? ['HttpOnly'] : []),
  ].join(', ')
  const does = `Browsers keep a cookie called so only with ${claims}, so nobody else can set it.`
  if (isHonest) return kept(prefix, does)
  return { flag: prefix, does, fate: 'dropped', why: 'These attributes do not keep that promise.' }
}

function sameSiteFlag({ form }: FlagQuestion): CookieFlag {
  const { sameSite, secure } = form.attributes
  if (sameSite === 'strict') {
    return kept('SameSite=Strict', 'It never comes along from another site, not even with a link.')
  }
  if (sameSite === 'lax') {
    return kept('SameSite=Lax', 'From another site it comes along with links, not with forms.')
  }
  const does = 'It comes along from every site: forms of other sites act in the visitor’s name.'
  if (secure) return kept('SameSite=None', does)
  return { flag: 'SameSite=None', does, fate: 'dropped', why: 'Without Secure browsers drop it.' }
}

function pathFlag({ form, url }: FlagQuestion): CookieFlag {
  const { path } = form.attributes
  const flag = `Path=${path}`
  const does = 'It is sent for this path and below only.'
  const here = URL.canParse(url) ? new URL(url).pathname : '/'
  const isHere = here === path || here.startsWith(path.endsWith('/') ? path : `${path}/`)
  if (isHere) return kept(flag, does)
  const why = 'The inspector stands beside this path, so no session ever reaches it.'
  return { flag, does, fate: 'depends', why }
}

function domainFlag({ form, url }: FlagQuestion): CookieFlag {
  const domain = form.attributes.domain?.replace(/^\./, '').toLowerCase()
  if (domain === undefined) return kept('no Domain', 'It is sent to this host only.')
  const flag = `Domain=${domain}`
  const does = 'It is sent to this domain and every host below it.'
  const host = hostOf(url)
  if (host === domain || host.endsWith(`.${domain}`)) return kept(flag, does)
  const why = 'The page’s host is not of this domain, so browsers drop it.'
  return { flag, does, fate: 'dropped', why }
}

function partitionedFlag({ form }: FlagQuestion): CookieFlag {
  const does = 'Each site that embeds this one has a jar of its own for it.'
  if (form.attributes.secure) return kept('Partitioned', does)
  return { flag: 'Partitioned', does, fate: 'dropped', why: 'Without Secure browsers drop it.' }
}

function sizeFlag({ bytes }: FlagQuestion): CookieFlag {
  const does = `Browsers keep up to ${maxCookieBytes.toLocaleString('en-US')} bytes of name and value.`
  if (bytes === undefined) return kept('size', does)
  const flag = `${bytes.toLocaleString('en-US')} bytes`
  if (bytes <= maxCookieBytes) return kept(flag, does)
  return { flag, does, fate: 'dropped', why: 'It is larger.' }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
