/**
 * A framework's server as a process of its own.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Command, onNode } from './commands.ts'
import { type Framework, folderOf } from './frameworks.ts'

/** A server that runs. */
export interface FrameworkProcess extends AsyncDisposable {
  /** Where it is, such as `http://127.0.0.1:41233`. */
  readonly origin: string
  /** Says whether it still runs. */
  isRunning(): boolean
  /** What it wrote on stderr so far. */
  complaints(): string
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds a framework's app where that is needed, serves it, and waits for its address. */
export async function startFramework(framework: Framework): Promise<FrameworkProcess> {
  if (framework.build !== undefined) await built(framework, framework.build)
  const command = framework.command ?? onNode(`${folderOf(framework)}/server.ts`)
  const child = start(framework, command)
  const complaints = collected(child)
  try {
    return {
      origin: await announced(child, complaints),
      isRunning: () => child.exitCode === null && child.signalCode === null,
      complaints,
      [Symbol.asyncDispose]: () => ended(child),
    }
  } catch (error) {
    await ended(child)
    throw error
  }
}

function start({ env }: Framework, [program, ...args]: Command): ChildProcess {
  const child = spawn(program, args, {
    cwd: root,
    // The server of a test is no production; a framework that must be one says so in `env`.
    env: { ...process.env, NODE_ENV: 'test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it.
    detached: true,
  })
  // So that it does not outlive a run that ends in the middle.
  const end = (): void => killGroup(child)
  process.once('exit', end)
  child.once('close', () => process.removeListener('exit', end))
  return child
}

async function built(framework: Framework, command: Command): Promise<void> {
  const child = start(framework, command)
  const complaints = collected(child)
  child.stdout?.resume()
  // A program that cannot be started says so by this event, which rejects.
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}\n${complaints()}`)
}

function collected(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-20_000)
  })
  return () => text
}

async function announced(child: ChildProcess, complaints: () => string): Promise<string> {
  if (child.stdout === null) throw new Error('the server has no stdout')
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = originIn(line)
    if (origin === undefined) continue
    // What it goes on to say must not fill the pipe.
    child.stdout.resume()
    return origin
  }
  throw new Error(`the server ended before it said where it is\n${complaints()}`)
}

function originIn(line: string): string | undefined {
  const [origin] = /https?:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(line) ?? []
  if (origin !== undefined) return origin
  // How workerd says it.
  const [, port] = /^\{"event":"listen".*"port":(\d+)/.exec(line) ?? []
  return port === undefined ? undefined : `http://127.0.0.1:${port}`
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  killGroup(child)
  await closed
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
