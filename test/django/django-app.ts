/**
 * A real Django app, running beside this process.
 *
 * @module
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Serving } from '../adapters/servers.ts'

/**
 * Starts it.
 *
 * @param python an interpreter that can import Django
 * @param settings of Django, such as `SECRET_KEY`
 * @param at where its clock stands, in Unix seconds; absent: it goes
 */
export async function startDjango(python: string, settings: object, at?: number): Promise<Serving> {
  const file = fileURLToPath(new URL('server.py', import.meta.url))
  const clock = at === undefined ? [] : [String(at)]
  const child = spawn(python, [file, JSON.stringify(settings), ...clock], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = (): void => {
    child.kill()
  }
  // So that it does not outlive a run that ends in the middle.
  process.once('exit', end)
  const ended = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (part) => {
    said += part
  })
  const [origin] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(() => Promise.reject(new Error(`Django ended at once: ${said}`))),
  ])
  return {
    origin: String(origin),
    async [Symbol.asyncDispose]() {
      process.removeListener('exit', end)
      child.kill()
      await ended
    },
  }
}
