/**
 * `npm run check`: everything that can be said of the code without running it. One line when all is
 * well, else what is wrong, check by check.
 *
 * @module
 */

import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { docProblems } from './check-docs.ts'
import { floorProblems } from './check-floors.ts'
import { textProblems } from './check-texts.ts'
import { exportProblems } from './exports.ts'
import { lockFiles, lockProblems } from './lock-file.ts'
import { publicPaths } from './public-paths.ts'

/** One thing that is checked. */
interface Check {
  /** What it is called in the report. */
  readonly name: string
  /** Gives what is wrong, empty when nothing is. */
  run(): string | Promise<string>
}

const root = fileURLToPath(new URL('..', import.meta.url))

const beforeBuild: readonly Check[] = [
  { name: 'floors', run: () => floorProblems(join(root, 'src')).join('\n') },
  { name: 'exports', run: () => exportProblems(root, publicPaths).join('\n') },
  { name: 'docs', run: () => docProblems(root, publicPaths).join('\n') },
  { name: 'lock files', run: () => lockProblems(root, lockFiles).join('\n') },
  { name: 'texts', run: () => textProblems(root).join('\n') },
  command('format and lint', 'biome', 'check', '--error-on-warnings', '--colors=off'),
  command('types', 'tsc', '-p', '.'),
  command('types under nodenext', 'tsc', '-p', 'test/types/nodenext.json'),
  command('types under bundler', 'tsc', '-p', 'test/types/bundler.json'),
  command('unused code', 'knip', '--no-progress'),
]

const packed = mkdtempSync(join(tmpdir(), 'coatcheck-check-'))
const tarball = join(packed, 'coatcheck.tgz')
const build: Check = {
  name: 'build',
  run: async () => {
    const problems = await run('npm', ['pack', '--silent', '--pack-destination', packed])
    for (const file of readdirSync(packed)) renameSync(join(packed, file), tarball)
    return problems
  },
}

const afterBuild: readonly Check[] = [
  command('package', 'publint', tarball, '--strict'),
  command('package types', 'attw', tarball, '--profile', 'esm-only', '--no-emoji'),
]

const started = performance.now()
const results = await resultsOf([...beforeBuild, build])
// What is packed is what was built: without a build there is nothing to look at.
const isBuilt = results.every(({ name, problems }) => name !== build.name || problems === '')
if (isBuilt) results.push(...(await resultsOf(afterBuild)))

rmSync(packed, { recursive: true })

const faults = results.filter(({ problems }) => problems !== '')
for (const { name, problems } of faults) console.error(`\n✗ ${name}\n${problems.trimEnd()}`)
const seconds = ((performance.now() - started) / 1_000).toFixed(1)
console.info(
  faults.length === 0
    ? `check: all ${results.length} fine in ${seconds} s`
    : `\ncheck: ${faults.length} of ${results.length} found something, in ${seconds} s`,
)
process.exitCode = faults.length === 0 ? 0 : 1

async function resultsOf(
  checks: readonly Check[],
): Promise<{ readonly name: string; readonly problems: string }[]> {
  return Promise.all(checks.map(async ({ name, run }) => ({ name, problems: await run() })))
}

function command(name: string, program: string, ...args: readonly string[]): Check {
  return { name, run: () => run(program, args) }
}

function run(program: string, args: readonly string[]): Promise<string> {
  const PATH = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter)
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text))
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code) => {
      resolve(code === 0 ? '' : output.join('') || `${program} ended with ${code}`)
    })
  })
}
