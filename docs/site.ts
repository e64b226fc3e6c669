/**
 * `npm run docs` and `npm run docs:build`: installs what the site needs where it is missing, makes
 * the reference from the source, then serves or builds the site.
 *
 * @module
 */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const docs = fileURLToPath(new URL('.', import.meta.url))
const root = join(docs, '..')
const vitepress = join(docs, 'node_modules/vitepress/bin/vitepress.js')

const [verb = 'dev', ...rest] = process.argv.slice(2)

if (!existsSync(vitepress)) run('npm', ['ci', '--ignore-scripts'], docs)
run(process.execPath, ['--import', 'tsx', join(docs, 'generate/main.ts')], root)
run(process.execPath, [vitepress, verb, docs, ...rest], root)

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(program, args, { cwd, stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status !== 0) process.exit(status ?? 1)
}
