/**
 * The cookie of one session, as `req.session.cookie` shows it and rows keep it.
 *
 * @module
 */

/** How the cookie is sent. */
export interface CookieOptions {
  /** Milliseconds until the browser drops it (default: when the browser closes). */
  maxAge?: number | null | false | undefined
  /** The moment the browser drops it; `maxAge` says the same, and the later of the two counts. */
  expires?: Date | null | false | undefined
  /** The path it is sent for (default `'/'`). */
  path?: string | undefined
  /** The domain it is shared with (default: this host only). */
  domain?: string | undefined
  /** Kept from scripts (default `true`). */
  httpOnly?: boolean | undefined
  /** Sent over https only (default `false`); `'auto'`: when the request came over https. */
  secure?: boolean | 'auto' | undefined
  /** `'auto'`: `'none'` over https, else `'lax'` (default: not sent). */
  sameSite?: boolean | 'lax' | 'strict' | 'none' | 'auto' | undefined
  /** One jar per top-level site (default `false`). */
  partitioned?: boolean | undefined
  /** Which cookies Chromium drops first when there are too many (default: not sent). */
  priority?: 'low' | 'medium' | 'high' | undefined
}

/** What a row keeps of a cookie. */
export interface CookieData extends CookieOptions {
  /** The `maxAge` it was given, in milliseconds; `null` or `false`: none. */
  originalMaxAge?: number | null | false | undefined
}

const names: ReadonlySet<string> = new Set<keyof CookieData>([
  'originalMaxAge',
  'maxAge',
  'expires',
  'path',
  'domain',
  'httpOnly',
  'secure',
  'sameSite',
  'partitioned',
  'priority',
])

/** The cookie of one session. */
export class Cookie implements CookieData {
  /** The path it is sent for. */
  path: string = '/'
  /** Kept from scripts. */
  httpOnly: boolean = true
  /** The `maxAge` it was given, in milliseconds; `null` or `false`: none. */
  originalMaxAge: number | null | false | undefined = null
  /** The domain it is shared with; absent: this host only. */
  declare domain?: string | undefined
  /** Sent over https only. */
  declare secure?: boolean | 'auto' | undefined
  /** When the browser sends it along from other sites. */
  declare sameSite?: CookieOptions['sameSite']
  /** One jar per top-level site. */
  declare partitioned?: boolean | undefined
  /** Which cookies Chromium drops first. */
  declare priority?: CookieOptions['priority']
  #expires: Date | null | false | undefined = null

  /** @param options what differs from the default; of `expires` and `maxAge` the later one counts */
  constructor(options?: CookieData) {
    for (const [name, value] of Object.entries(options ?? {})) {
      if (names.has(name)) Reflect.set(this, name, value)
    }
    this.originalMaxAge ??= this.maxAge
  }

  /** The moment the browser drops it; `null` or `false`: when the browser closes. */
  get expires(): Date | null | false | undefined {
    return this.#expires
  }

  set expires(date: Date | null | false | undefined) {
    this.#expires = date
    this.originalMaxAge = this.maxAge
  }

  /** Milliseconds that are left; `null` or `false`: until the browser closes. */
  get maxAge(): number | null | false | undefined {
    return this.#expires instanceof Date ? this.#expires.getTime() - Date.now() : this.#expires
  }

  set maxAge(milliseconds: number | null | false | undefined) {
    if (milliseconds && typeof milliseconds !== 'number') {
      throw new TypeError('maxAge must be a number of milliseconds')
    }
    this.expires =
      typeof milliseconds === 'number' ? new Date(Date.now() + milliseconds) : milliseconds
    // As it was given, or every request that renews it would lose a millisecond now and then.
    this.originalMaxAge = milliseconds
  }

  /** What a row keeps of it. */
  get data(): CookieData {
    const { originalMaxAge, partitioned, priority, expires } = this
    const { secure, httpOnly, domain, path, sameSite } = this
    return {
      originalMaxAge,
      partitioned,
      priority,
      expires,
      secure,
      httpOnly,
      domain,
      path,
      sameSite,
    }
  }

  /** What a row keeps of it, for `JSON.stringify`. */
  toJSON(): CookieData {
    return this.data
  }
}

/** Makes the cookie of a row, whose `expires` is a text where the row was JSON. */
export function cookieOfRow(data: CookieData | undefined): Cookie {
  const { expires, originalMaxAge, ...others } = data ?? {}
  const cookie = new Cookie(others)
  cookie.expires = typeof expires === 'string' ? new Date(expires) : expires
  cookie.originalMaxAge = originalMaxAge
  return cookie
}
