/**
 * A `Request` and the `Response` a handler answers it with, as an exchange.
 *
 * @module
 */

import type { OutgoingCookie } from '../cookie/set-cookie.ts'
import type { Exchange } from '../exchange.ts'
import { type Answer, completed, hasTaken } from './web-answer.ts'

export type { Answer } from './web-answer.ts'

/** An exchange whose response comes only once the handler has answered. */
export interface WebExchange extends Exchange {
  /**
   * Takes what the handler answered with; headers added to an earlier answer are forgotten.
   *
   * @param status what `status()` says, where it is not the answer's own
   */
  answerWith(answer: Answer, status?: number): void
  /**
   * Gives the answer with the headers that were added: itself when there are none, else a copy,
   * since its own may be immutable, or belong to an answer that other visitors get too.
   *
   * @throws {CoatcheckError} `ERR_HEADERS_SENT` when a cookie was added and the answer takes none
   */
  answered(): Answer
}

/**
 * What becomes of an answer to which no cookie is added, but what caches must know: a `copy` gets it,
 * or where it can be changed, the answer itself (`in place`).
 */
export type HeaderPlace = 'copy' | 'in place'

/** Makes the exchange of one request. */
export function webExchange(
  request: Request,
  peerAddress: string | undefined,
  headerPlace: HeaderPlace = 'copy',
): WebExchange {
  return new RequestExchange(request, peerAddress, headerPlace)
}

// A class, since V8 makes an object literal with getters a hash table, and what belongs to it lives
// on until a full collection.
class RequestExchange implements WebExchange {
  readonly peerAddress: string | undefined
  readonly #request: Request
  readonly #headerPlace: HeaderPlace
  #closeListeners: (() => void)[] | undefined
  #answer: Answer
  #status = 200
  #headers: Headers | undefined // a copy, made before the first change

  constructor(request: Request, peerAddress: string | undefined, headerPlace: HeaderPlace) {
    this.peerAddress = peerAddress
    this.#request = request
    this.#headerPlace = headerPlace
  }

  // Read when asked for: for a session that is left alone nobody asks.
  get cookieHeader(): string | undefined {
    return this.header('cookie')
  }

  get url(): string {
    return this.#request.url
  }

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined
  }

  status(): number {
    return this.#status
  }

  responseHeader(name: string): string | undefined {
    return this.#responseHeaders?.get(name) ?? undefined
  }

  responseHeaderNames(): readonly string[] {
    return [...(this.#responseHeaders?.keys() ?? [])]
  }

  setHeader(name: string, value: string): void {
    // A cookie goes into a copy, where everything else is then.
    const isDone =
      this.#headerPlace === 'in place' &&
      this.#headers === undefined &&
      hasTaken(this.#answer, name, value)
    if (!isDone) this.#changeable().set(name, value)
  }

  removeHeader(name: string): void {
    this.#changeable().delete(name)
  }

  setCookie({ text }: OutgoingCookie): void {
    this.#changeable().append('set-cookie', text)
  }

  onClose(listener: () => void): void {
    this.#closeListeners ??= []
    this.#closeListeners.push(listener)
  }

  answerWith(given: Answer, statusGiven?: number): void {
    // Whatever stands behind a body that nobody gets need not wait for a reader.
    if (this.#answer !== undefined && this.#answer !== given) {
      this.#answer.body?.cancel().catch(() => {})
    }
    this.#answer = given
    this.#status = statusGiven ?? statusOf(given)
    this.#headers = undefined
  }

  answered(): Answer {
    const listeners = this.#closeListeners
    const closed =
      listeners &&
      ((): void => {
        for (const listener of listeners.splice(0)) listener()
      })
    const isHead = this.#request.method === 'HEAD'
    return completed(this.#answer, { headers: this.#headers, closed, isHead })
  }

  get #responseHeaders(): Headers | undefined {
    return this.#headers ?? this.#answer?.headers
  }

  #changeable(): Headers {
    this.#headers ??= new Headers(this.#answer?.headers)
    return this.#headers
  }
}

function statusOf(answer: Answer): number {
  if (answer === undefined) return 101
  return answer.status === 0 ? 500 : answer.status
}
