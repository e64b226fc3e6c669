/**
 * Processes that use one SQLite file: what they do is in `sqlite-writer.ts`.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process that writes. */
export interface Writer {
  /** What it acknowledged so far, one line a write. */
  readonly lines: () => readonly string[]
  /** Resolves when it has acknowledged so many writes, or has ended. */
  acknowledged(count: number): Promise<void>
  /** Ends it at once, as a crash would. */
  kill9(): void
  /** Resolves its exit code when it has ended and all it said was read; `null` after a kill. */
  readonly ended: Promise<number | null>
}

const script = fileURLToPath(new URL('sqlite-writer.ts', import.meta.url))

/**
 * Starts a process.
 *
 * @param name what its own keys begin with
 * @param count how many writes it makes, or none to go on for ever
 */
export function startWriter(path: string, name: string, count?: number): Writer {
  const values = [path, name, ...(count === undefined ? [] : [String(count)])]
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...values], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return writerOf(child)
}

function writerOf(child: ChildProcess): Writer {
  let text = ''
  let [hasEnded, look] = [false, (): void => {}]
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more
    look()
  })
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true
    look()
    return typeof code === 'number' ? code : null
  })
  // A kill may cut the last line short; that write was not acknowledged.
  const lines = (): readonly string[] => text.split('\n').slice(0, -1)
  return {
    lines,
    acknowledged: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (hasEnded || lines().length >= count) resolve()
        }
        look()
      }),
    kill9() {
      child.kill('SIGKILL')
    },
    ended,
  }
}
