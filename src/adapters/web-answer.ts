/**
 * What a handler answered with, given the headers of its session.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'

/** What a handler answers with: nothing, where the runtime took the connection over (Bun). */
export type Answer = Response | undefined

/** What is added to an answer. */
export interface Addition {
  /** Its headers, those of the session among them; `undefined` leaves them as they are. */
  readonly headers: Headers | undefined
  /** Is called when the answer has been sent, or nobody reads it any more. */
  readonly closed: (() => void) | undefined
  /** Whether the request asked for no body. */
  readonly isHead: boolean
}

/**
 * Gives an answer with what is added: itself when that is nothing, else a copy.
 *
 * @throws {CoatcheckError} `ERR_HEADERS_SENT` when a cookie was added and the answer takes none
 */
export function completed(answer: Answer, { headers, closed, isHead }: Addition): Answer {
  if (answer === undefined || answer.status === 101) return upgraded(answer, headers)
  if (headers === undefined && closed === undefined) return answer
  // Response.error() stands for no response at all, so there is none to add headers to.
  if (answer.status === 0) return new Response(null, { status: 500, headers: headers ?? {} })
  if (mayHideType(answer)) {
    if (closed !== undefined) queueMicrotask(closed)
    return withHeaders(answer.clone(), headers)
  }
  let { body } = answer
  if (closed !== undefined) {
    if (body !== null && !isHead) body = heard(body, closed)
    else queueMicrotask(closed)
  }
  const { status, statusText } = answer
  return new Response(body, { status, statusText, headers: headers ?? answer.headers })
}

/** Sets a header of an answer itself, and says whether it could be. */
export function hasTaken(answer: Answer, name: string, value: string): boolean {
  if (answer === undefined || answer.status < 200) return false
  try {
    answer.headers.set(name, value)
    return true
  } catch {
    // It came out of a `fetch()`, say, and cannot be changed.
    return false
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
