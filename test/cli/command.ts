/**
 * Runs the command as a process, with an environment of its own.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** A secret of these tests. */
export const secret = 'command-5b1e0f7c92d84a63-command-5b1e0f7c92d8'

/** What a process left. */
export interface Ended {
  /** How it ended. */
  readonly code: number | null
  /** What it printed. */
  readonly stdout: string
  /** What it complained of. */
  readonly stderr: string
}

/** Starts the command with no environment but what is given. */
export function start(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', main, ...words], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** Waits for a process. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const texts = Promise.all([textOf(child.stdout), textOf(child.stderr)])
  const [code] = await once(child, 'close')
  const [stdout, stderr] = await texts
  return { code, stdout, stderr }
}

/** Runs the command; `SECRET_KEY` is set unless the environment says otherwise. */
export async function run(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = { SECRET_KEY: secret },
  input = '',
): Promise<Ended> {
  const child = start(words, environment)
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  return ended(child)
}

async function textOf(stream: Readable | null): Promise<string> {
  const chunks: Buffer[] = []
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  // A reader that has gone hears of no end.
  if (stream !== null && !stream.destroyed) await once(stream, 'close')
  return Buffer.concat(chunks).toString()
}
