/**
 * The jars of HTTP clients, so that a test can change the session of a visitor in its own jar.
 *
 * @module
 */

import type { BrowserCookie } from './session-cookies.ts'
import { sessionCookies } from './session-cookies.ts'

/** A client's jar. Write one in a few lines where none of the functions here fits. */
export interface ClientJar {
  /** Where the client sends its requests, absolute. */
  readonly url: string
  /** Gives the `Cookie` header that the client would send there, `''` for none. */
  read(): string | Promise<string>
  /** Keeps the cookies of `Set-Cookie` lines, and deletes those that they delete. */
  keep(lines: readonly string[]): unknown
}

/** What is needed of an agent of supertest or superagent. */
export interface CookieAgent {
  /** Its jar. */
  readonly jar: {
    /** Gives the cookies for a place. */
    getCookies(place: {
      readonly domain: string
      readonly path: string
      readonly secure: boolean
      readonly script: boolean
    }): { toValueString(): string }
    /** Keeps the cookies of `Set-Cookie` lines. */
    setCookies(lines: string[], domain: string, path: string): unknown
  }
}

/**
 * Makes a jar of an agent of supertest, `request.agent(app)`.
 *
 * @param url where it sends its requests (default `'http://127.0.0.1/'`, as supertest does)
 */
export function agentJar(agent: CookieAgent, url = 'http://127.0.0.1/'): ClientJar {
  const { protocol, hostname, pathname } = new URL(url)
  const place = { domain: hostname, path: pathname, secure: protocol === 'https:', script: false }
  return {
    url,
    read: () => agent.jar.getCookies(place).toValueString(),
    keep: (lines) => agent.jar.setCookies([...lines], hostname, pathname),
  }
}

/** What is needed of a browser context of Playwright. */
export interface BrowserContextCookies {
  /** Gives the cookies for a URL. */
  cookies(url: string): Promise<readonly { readonly name: string; readonly value: string }[]>
  /** Keeps cookies. */
  addCookies(cookies: BrowserCookie[]): Promise<unknown>
  /** Deletes cookies by name. */
  clearCookies(which: { readonly name: string }): Promise<unknown>
}

/** Makes a jar of a browser context of Playwright. */
export function browserJar(context: BrowserContextCookies, url: string): ClientJar {
  return {
    url,
    async read() {
      const cookies = await context.cookies(url)
      return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    },
    async keep(lines) {
      const before = sessionCookies(url)
      for (const line of lines) {
        const cookies = before.after({ headers: { 'set-cookie': [line] } })
        if (cookies.pairs.length > 0) await context.addCookies(cookies.forBrowser())
        else await context.clearCookies({ name: line.slice(0, line.indexOf('=')) })
      }
    },
  }
}
