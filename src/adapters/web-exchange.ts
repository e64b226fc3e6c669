/**
 * A `Request` and the `Response` a handler answers it with, as an exchange.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'

/** What a handler answers with: nothing, where the runtime took the connection over (Bun). */
export type Answer = Response | undefined

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

/** Makes the exchange of one request. */
export function webExchange(request: Request, peerAddress: string | undefined): WebExchange {
  const closeListeners: (() => void)[] = []
  let answer: Answer
  let status = 200
  let headers: Headers | undefined // a copy, made before the first change

  const changeable = (): Headers => {
    headers ??= new Headers(answer?.headers)
    return headers
  }

  return {
    // Read when asked for: for a session that is left alone nobody asks.
    get cookieHeader() {
      return request.headers.get('cookie') ?? undefined
    },
    get url() {
      return request.url
    },
    peerAddress,
    header: (name) => request.headers.get(name) ?? undefined,
    status: () => status,
    responseHeader: (name) => (headers ?? answer?.headers)?.get(name) ?? undefined,
    responseHeaderNames: () => [...((headers ?? answer?.headers)?.keys() ?? [])],
    setHeader: (name, value) => changeable().set(name, value),
    removeHeader: (name) => changeable().delete(name),
    setCookie: ({ text }) => changeable().append('set-cookie', text),
    onClose: (listener) => closeListeners.push(listener),

    answerWith(given, statusGiven) {
      // Whatever stands behind a body that nobody gets need not wait for a reader.
      if (answer !== given) answer?.body?.cancel().catch(() => {})
      answer = given
      status = statusGiven ?? statusOf(given)
      headers = undefined
    },

    answered() {
      if (answer === undefined || answer.status === 101) return upgraded(answer, headers)
      const isHeard = closeListeners.length > 0
      if (headers === undefined && !isHeard) return answer
      // Response.error() stands for no response at all, so there is none to add headers to.
      if (answer.status === 0) return new Response(null, { status: 500, headers: headers ?? {} })
      const closed = (): void => {
        for (const listener of closeListeners.splice(0)) listener()
      }
      if (mayHideType(answer)) {
        queueMicrotask(closed)
        return withHeaders(answer.clone(), headers)
      }
      let { body } = answer
      if (isHeard && body !== null && request.method !== 'HEAD') body = heard(body, closed)
      else queueMicrotask(closed)
      const { status, statusText } = answer
      return new Response(body, { status, statusText, headers: headers ?? answer.headers })
    },
  }
}

// Bun and srvx (h3, Nitro) name the type of a text only as they send it, and forget it when they are
// given the body alone; a clone is still the text. Changes that come too late are then not heard of,
// unless the answer has a Content-Type.
function mayHideType(answer: Response): boolean {
  if (answer.headers.has('content-type')) return false
  isTypeHidden ??= !new Response('').headers.has('content-type')
  return isTypeHidden || Object.getPrototypeOf(answer) !== Response.prototype
}

let isTypeHidden: boolean | undefined

function withHeaders(answer: Response, headers: Headers | undefined): Response {
  if (headers === undefined) return answer
  for (const name of [...answer.headers.keys()]) {
    if (!headers.has(name) && name !== 'content-type') answer.headers.delete(name)
  }
  for (const name of headers.keys()) answer.headers.delete(name)
  for (const [name, value] of headers) answer.headers.append(name, value)
  return answer
}

function statusOf(answer: Answer): number {
  if (answer === undefined) return 101
  return answer.status === 0 ? 500 : answer.status
}

// What takes a connection over cannot be copied; a cookie is all that is worth adding to it.
function upgraded(answer: Answer, headers: Headers | undefined): Answer {
  const own = new Set(answer?.headers.getSetCookie())
  const added = headers?.getSetCookie().filter((line) => !own.has(line)) ?? []
  try {
    for (const line of added) {
      if (answer === undefined) throw new TypeError('there is no response')
      answer.headers.append('set-cookie', line)
    }
  } catch (cause) {
    throw new CoatcheckError(
      'ERR_HEADERS_SENT',
      'the session: this runtime sends the answer to an upgrade by itself, so the cookie of what ' +
        'changed cannot go out with it; change the session in a request before the upgrade',
      { cause },
    )
  }
  return answer
}

// By hand, since a TransformStream on Node 20 does not hear that its reader went away.
function heard(body: ReadableStream, closed: () => void): ReadableStream {
  const reader = body.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          controller.close()
        } catch (error) {
          controller.error(error)
        }
        closed()
      },
      cancel(reason) {
        closed()
        return reader.cancel(reason)
      },
    },
    // Nothing is read ahead of the runtime, which is as it was before.
    { highWaterMark: 0 },
  )
}
