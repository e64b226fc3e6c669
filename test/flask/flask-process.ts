/**
 * A Python process that makes and reads session cookies with Flask itself.
 *
 * @module
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Under which secrets, and how, Flask signs. */
export interface FlaskApp {
  /** `SECRET_KEY`, then `SECRET_KEY_FALLBACKS`, the newest first. */
  readonly secrets: readonly string[]
  /** Flask's clock in Unix seconds (1,700,000,000). */
  readonly at?: number
  /** Attributes of the session interface. */
  readonly signing?: Readonly<Record<string, string>>
}

/** Flask, for the tests of cookies. */
export interface FlaskProcess {
  /** Gives the cookie of a session that holds the data (in the notation of the vectors). */
  sign(app: FlaskApp, data: unknown): Promise<string>
  /** Gives what Flask finds in a cookie: `{}` where it refuses it. */
  read(app: FlaskApp, cookie: string): Promise<unknown>
  /** Ends it. */
  close(): Promise<void>
}

/**
 * Starts it.
 *
 * @param python an interpreter that can import Flask
 */
export function startFlaskProcess(python: string): FlaskProcess {
  const file = fileURLToPath(new URL('flask_cookies.py', import.meta.url))
  const process = spawn(python, ['-W', 'ignore', file], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(process, 'exit')
  const lines = createInterface(process.stdout)[Symbol.asyncIterator]()
  // One question at a time: the answers come in their order.
  let last: Promise<unknown> = Promise.resolve()
  const ask = (question: object): Promise<Record<string, unknown>> => {
    const told = last.then(async () => {
      process.stdin.write(`${JSON.stringify(question)}\n`)
      const { value } = await lines.next()
      // The script answers each line with an object.
      const answer = JSON.parse(String(value)) as Record<string, unknown>
      if ('error' in answer) throw new Error(String(answer['error']))
      return answer
    })
    last = told.catch(() => {})
    return told
  }
  return {
    sign: async (app, data) => String((await ask({ ...app, sign: data }))['cookie']),
    read: async (app, cookie) => (await ask({ ...app, read: cookie }))['data'],
    async close() {
      process.kill()
      await ended
    },
  }
}
