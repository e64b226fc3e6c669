/**
 * What the portable suites say on a runtime.
 *
 * @module
 */

import { execFile, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ToldOf } from './told.ts'

const cache = fileURLToPath(new URL('.cache', import.meta.url))
const longestRun = 280_000 // milliseconds

/** Where the suites are for runtimes that run a script. */
export const scriptFile: string = `${cache}/suites.mjs`
/** Where they are for workerd. */
export const workerFile: string = `${cache}/worker.js`

/**
 * Runs the script.
 *
 * @param args what stands before the script
 */
export async function toldByScript(
  program: string,
  args: readonly string[],
): Promise<readonly ToldOf[]> {
  const options = {
    timeout: longestRun,
    maxBuffer: 64 * 1024 * 1024,
    // As in every run of the suites.
    env: { ...process.env, NODE_ENV: 'test', DENO_NO_UPDATE_CHECK: '1' },
  }
  const { stdout } = await promisify(execFile)(program, [...args, scriptFile], options)
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"file":'))
  // As `told.ts` writes them.
  return lines.map((line) => JSON.parse(line) as ToldOf)
}

const config = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "suites", worker = .suites)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "suites")],
);

const suites :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-07-01",
  compatibilityFlags = ["nodejs_compat"],
);
`

/** Asks the Worker for each suite. */
export async function toldByWorker(
  program: string,
  files: readonly string[],
): Promise<readonly ToldOf[]> {
  await writeFile(`${cache}/suites.capnp`, config)
  const args = ['serve', `${cache}/suites.capnp`, '--control-fd=1']
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const origin = await listening(createInterface({ input: child.stdout }))
    const told: ToldOf[] = []
    for (const file of files) {
      const signal = AbortSignal.timeout(longestRun)
      const response = await fetch(`${origin}/${file}`, { signal })
      const text = await response.text()
      if (!response.ok) throw new Error(`${file}: ${text}`)
      // As `told.ts` writes it.
      told.push(JSON.parse(text) as ToldOf)
    }
    return told
  } finally {
    child.kill('SIGKILL')
  }
}

async function listening(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const [, port] = /"port":(\d+)/.exec(line) ?? []
    if (port !== undefined) return `http://127.0.0.1:${port}`
  }
  throw new Error('workerd ended before it listened')
}
