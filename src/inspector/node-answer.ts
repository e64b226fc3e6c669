/**
 * Between the inspector and Node's requests and responses, of which it asks so little that its types
 * need none of Node's.
 *
 * @module
 */

import { bodyOf, type FormBody } from './form-body.ts'

/** What the inspector needs of a Node request. */
export interface InspectedRequest {
  /** The method. */
  readonly method?: string | undefined
  /** Fields of a form that a middleware read before. */
  readonly body?: unknown
  /** Gives the body, piece by piece. */
  [Symbol.asyncIterator](): AsyncIterator<unknown>
}

/** What the inspector needs of a Node response. */
export interface InspectedResponse {
  /** The status. */
  statusCode: number
  /** Sets a header. */
  setHeader(name: string, value: string): unknown
  /** Sends a piece of the body; `false`: wait for `drain`. */
  write(piece: Uint8Array): boolean
  /** Ends the answer. */
  end(): unknown
  /** Calls a listener once. */
  once(event: 'drain' | 'close', listener: () => void): unknown
  /** Whether nothing can be sent any more. */
  readonly destroyed: boolean
}

/** Gives the body of a Node request. */
export function nodeBody(req: InspectedRequest): FormBody {
  const parsed = fieldsOf(req.body)
  if (parsed !== undefined) return bodyOf(new Response(parsed.toString()).body)
  const pieces = req[Symbol.asyncIterator]()
  return {
    async read() {
      const { done, value } = await pieces.next()
      return done === true || !(value instanceof Uint8Array) ? undefined : value
    },
  }
}

// What express.urlencoded() and its like leave of a form.
function fieldsOf(body: unknown): URLSearchParams | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const texts = Object.entries(body).filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  )
  return new URLSearchParams(texts)
}

/** Sends an answer through a Node response, and lets go of it when the client hangs up. */
export async function sendAnswer(
  answer: Response,
  req: InspectedRequest,
  res: InspectedResponse,
): Promise<void> {
  res.statusCode = answer.status
  for (const [name, value] of answer.headers) res.setHeader(name, value)
  const reader = answer.body?.getReader()
  if (reader === undefined || req.method === 'HEAD') {
    await reader?.cancel()
    res.end()
    return
  }
  let isClosed = res.destroyed
  let goOn = (): void => {}
  res.once('close', () => {
    isClosed = true
    goOn()
    reader.cancel().catch(() => {})
  })
  while (!isClosed) {
    const { done, value } = await reader.read()
    if (done) break
    if (!isClosed && !res.write(value)) {
      await new Promise<void>((resolve) => {
        goOn = resolve
        if (isClosed) resolve()
        else res.once('drain', resolve)
      })
    }
  }
  if (!isClosed) res.end()
}
