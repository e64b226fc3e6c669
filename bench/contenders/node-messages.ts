/**
 * Requests and answers of `node:http` without a connection, for what takes nothing less. What they
 * cost by themselves is measured beside (`none`) and taken off.
 *
 * @module
 */

import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Answer } from '../contender.ts'

const connection = new Socket()

/** A listener that says in the end what it read. */
export type Listener = (req: IncomingMessage, res: ServerResponse) => void

/** What the handler of the request under way read; requests are served one after the other. */
export const seen: { visits: unknown } = { visits: undefined }

/** Serves one request, and gives the answer at once when it ended at once. */
export function throughNode(
  listener: Listener,
  cookie: string | undefined,
): Answer | Promise<Answer> {
  const req = new IncomingMessage(connection)
  req.method = 'GET'
  req.url = '/'
  req.headers = cookie === undefined ? { host: 'shop.example' } : { host: 'shop.example', cookie }
  const res = new EndingResponse(req)
  seen.visits = undefined
  listener(req, res)
  return res.answer ?? res.ended()
}

class EndingResponse extends ServerResponse {
  answer: Answer | undefined
  #tell: ((answer: Answer) => void) | undefined

  ended(): Promise<Answer> {
    return new Promise((resolve) => {
      this.#tell = resolve
    })
  }

  override end(...args: unknown[]): this {
    // Passed on as they came.
    super.end(...(args as []))
    const lines = this.getHeader('set-cookie')
    const cookies = Array.isArray(lines) ? lines : lines === undefined ? [] : [String(lines)]
    this.answer = { visits: seen.visits, cookies }
    this.#tell?.(this.answer)
    return this
  }
}
