/**
 * The portable suites as one script.
 *
 * @module
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const vectors = ['cookie-v1.json', 'xaes256gcm.json']

/** How it says what came of the suites: see `told.ts`. */
export type Kind = 'script' | 'worker'

/**
 * Writes the suites as one script.
 *
 * @param program esbuild
 * @param files the suites, from the root of the repository
 * @param outfile where the script is written
 */
export async function bundle(
  program: string,
  kind: Kind,
  files: readonly string[],
  outfile: string,
): Promise<void> {
  const texts = vectors.map((name) => [
    name,
    readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'),
  ])
  const entry = `
    import { ${kind} } from './test/runtimes/told.ts'
    globalThis.vectorTexts = ${JSON.stringify(Object.fromEntries(texts))}
    export default ${kind}({${files.map((file) => `'${file}': () => import('./${file}')`).join()}})
  `
  const options = [
    '--bundle',
    '--format=esm',
    '--platform=neutral',
    '--main-fields=module,main',
    '--alias:vitest=./test/runtimes/vitest.ts',
    '--alias:node:fs=./test/runtimes/files.ts',
    '--define:import.meta.url="file:///suites/"',
    '--external:node:*',
    '--log-level=error',
    `--outfile=${outfile}`,
  ]
  const child = spawn(program, options, { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  child.stdin.end(entry)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`esbuild ended with ${code}\n${complaints}`)
}
