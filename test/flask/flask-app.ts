/**
 * A running Flask app that shares its sessions.
 *
 * @module
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A running Flask app. */
export interface FlaskApp {
  /** Where it is, for example `http://127.0.0.1:40123`. */
  readonly origin: string
  /** Ends its process. */
  close(): Promise<void>
}

/**
 * Starts it.
 *
 * @param python an interpreter that can import Flask
 * @param secrets `SECRET_KEY`, then `SECRET_KEY_FALLBACKS`, the newest first, without commas
 */
export async function startFlaskApp(
  python: string,
  [newest = '', ...fallbacks]: readonly string[],
): Promise<FlaskApp> {
  const file = fileURLToPath(new URL('flask_app.py', import.meta.url))
  const process = spawn(python, ['-W', 'ignore', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { SECRET_KEY: newest, SECRET_KEY_FALLBACKS: fallbacks.join(',') },
  })
  const ended = once(process, 'exit')
  const [first] = await Promise.race([
    once(createInterface(process.stdout), 'line'),
    ended.then(() => Promise.reject(new Error('Flask ended at once'))),
  ])
  return {
    origin: String(first),
    async close() {
      process.kill()
      await ended
    },
  }
}
