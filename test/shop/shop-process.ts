/**
 * The shop as a process of its own, started as its start script is, but on the sources instead of
 * the built package.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What the environment says to the shop. */
export type ShopEnvironment = Readonly<Record<string, string>>

/** How a process of the shop ended. */
export interface End {
  /** Its exit code, or `-1` when a signal ended it. */
  readonly code: number
  /** All it said. */
  readonly stdout: string
  /** All it complained of. */
  readonly stderr: string
}

/** A shop that is open. */
export interface ShopProcess {
  /** Where it is, for example `http://127.0.0.1:40123`. */
  readonly origin: string
  /** Tells it to end (default: `SIGTERM`), and gives how it ended. */
  end(signal?: NodeJS.Signals): Promise<End>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const command = ['--import', import.meta.resolve('tsx'), join(root, 'examples/shop/main.ts')]
const said = 'The shop is open: '

/** Gives the environment of a shop on any free port. */
export function environmentOf(settings: ShopEnvironment): NodeJS.ProcessEnv {
  const path = process.env['PATH'] ?? ''
  // Where the paths of `coatcheck` and its sub-paths are written.
  return { PATH: path, PORT: '0', TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'), ...settings }
}

/** Starts the shop in a folder and waits for it to end by itself. */
export function runShop(folder: string, settings: ShopEnvironment): Promise<End> {
  return started(folder, settings).ended
}

/**
 * Opens the shop in a folder.
 *
 * @throws {Error} with what it said when it ended instead
 */
export async function startShop(folder: string, settings: ShopEnvironment): Promise<ShopProcess> {
  const { child, ended, firstLine } = started(folder, settings)
  const line = await Promise.race([firstLine, ended])
  if (typeof line !== 'string') throw new Error(`the shop did not open: ${line.stderr}`)
  return {
    origin: line.replace(said, ''),
    end(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

interface Started {
  readonly child: ChildProcess
  readonly firstLine: Promise<string>
  readonly ended: Promise<End>
}

function started(folder: string, settings: ShopEnvironment): Started {
  const child = spawn(process.execPath, command, { cwd: folder, env: environmentOf(settings) })
  // So that it does not outlive a run that ends in the middle.
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const texts = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      texts[stream] += chunk
    })
  }
  const ended = once(child, 'close').then(([code]): End => {
    process.removeListener('exit', kill)
    return { code: Number(code ?? -1), ...texts }
  })
  return { child, ended, firstLine: once(createInterface(child.stdout), 'line').then(String) }
}
