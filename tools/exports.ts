/**
 * Keeps the public sub-paths in step: the list, the files, `exports` in package.json and the table
 * of the README. `tsx tools/exports.ts --write` writes `exports`.
 *
 * @module
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publicPaths } from './public-paths.ts'

/** What package.json says of one sub-path. */
interface Conditions {
  /** Its declarations. */
  readonly types: string
  /** Its code. */
  readonly default: string
}

/**
 * Gives the `exports` of package.json.
 *
 * @param paths files under `src` without their extension
 */
export function exportsOf(paths: readonly string[]): Readonly<Record<string, Conditions>> {
  const entries = paths.map((path) => [
    path === 'index' ? '.' : `./${path}`,
    { types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` },
  ])
  return Object.fromEntries(entries)
}

/**
 * Says where the list, the files, package.json and the README disagree.
 *
 * @param root the folder of the package
 * @param paths files under `src` without their extension
 * @returns one line per fault, empty when all is well
 */
export function exportProblems(root: string, paths: readonly string[]): readonly string[] {
  const missing = paths
    .filter((path) => !existsSync(join(root, 'src', `${path}.ts`)))
    .map((path) => `tools/public-paths.ts: ${path} is no file of the source`)

  const written: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const isCurrent =
    JSON.stringify(propertyOf(written, 'exports')) === JSON.stringify(exportsOf(paths))
  const stale = isCurrent ? [] : ['package.json: exports are out of date; npm run exports']

  return [...missing, ...stale, ...readmeProblems(join(root, 'README.md'), paths)]
}

function readmeProblems(readme: string, paths: readonly string[]): readonly string[] {
  if (!existsSync(readme)) return []
  const subPaths = paths.map((path) => (path === 'index' ? 'coatcheck' : `coatcheck/${path}`))
  const rows = [...readFileSync(readme, 'utf8').matchAll(/^\|\s*`(coatcheck(?:\/\S+)?)`\s*\|/gm)]
  const listed = rows.map(([, subPath = '']) => subPath)
  return [
    ...subPaths
      .filter((subPath) => !listed.includes(subPath))
      .map((subPath) => `README.md: no row of the sub-path table begins with \`${subPath}\``),
    ...listed
      .filter((subPath) => !subPaths.includes(subPath))
      .map((subPath) => `README.md: \`${subPath}\` cannot be imported`),
  ]
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function writeExports(root: string, paths: readonly string[]): void {
  const file = join(root, 'package.json')
  const written: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const next = Object.assign({}, written, { exports: exportsOf(paths) })
  writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  if (process.argv.includes('--write')) writeExports(root, publicPaths)
  const problems = exportProblems(root, publicPaths)
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
