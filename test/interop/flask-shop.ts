/**
 * The shop as a real Flask app, running beside this process.
 *
 * @module
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A running Flask app. */
export interface FlaskShop {
  /** Where it is, for example `http://127.0.0.1:40123`. */
  readonly origin: string
  /** Ends its process. */
  close(): Promise<void>
}

/**
 * Starts it.
 *
 * @param python an interpreter that can import Flask
 */
export async function startFlaskShop(python: string): Promise<FlaskShop> {
  const file = fileURLToPath(new URL('flask-shop.py', import.meta.url))
  const process = spawn(python, [file], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(process, 'exit')
  // Flask logs each request there; unread, the pipe fills and Flask stops.
  let said = ''
  process.stderr.on('data', (chunk) => {
    said += chunk
  })
  const [first] = await Promise.race([
    once(createInterface(process.stdout), 'line'),
    ended.then(() => Promise.reject(new Error(`Flask ended at once: ${said}`))),
  ])
  return {
    origin: String(first),
    async close() {
      process.kill()
      await ended
    },
  }
}
