/**
 * One request and its response as plain objects, so that what is measured is the session.
 *
 * @module
 */

import type { Exchange, OutgoingCookie } from 'coatcheck'

const none: readonly string[] = []

/** A request over https with a `Cookie` header, which remembers the cookies it was answered with. */
export class OneRequest implements Exchange {
  readonly cookieHeader: string | undefined
  readonly url = 'https://shop.example/'
  readonly peerAddress = undefined
  /** The value of the cookie that was set last, or `undefined`. */
  sent: string | undefined
  /** The lines of `Set-Cookie`. */
  cookies: readonly string[] = none
  readonly #headers = new Map<string, string>()

  constructor(cookieHeader: string | undefined) {
    this.cookieHeader = cookieHeader
  }

  header(): undefined {}

  status(): number {
    return 200
  }

  responseHeader(name: string): string | undefined {
    return this.#headers.get(name)
  }

  responseHeaderNames(): readonly string[] {
    return [...this.#headers.keys()]
  }

  setHeader(name: string, value: string): void {
    this.#headers.set(name.toLowerCase(), value)
  }

  removeHeader(name: string): void {
    this.#headers.delete(name)
  }

  setCookie({ value, text }: OutgoingCookie): void {
    this.sent = value
    this.cookies = this.cookies === none ? [text] : [...this.cookies, text]
  }

  onClose(): void {}
}
