/**
 * What runs a file on a runtime, as commands for the root of the repository.
 *
 * @module
 */

import { bun, deno, esbuild, runtimes, workerd } from '../package/runtimes.ts'
import type { Requirement } from '../programs.ts'

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]]

/** The Node for frameworks that this one is too old for. */
export const node24: Requirement = pinnedNode('Node 24')
/** Where it is. */
export const node24Path: string = node24.find() ?? 'node'

/** Runs a file on this Node. */
export const onNode = (file: string): Command => [process.execPath, '--import', 'tsx', file]

/** Runs a file on Bun. */
export const onBun = (file: string): Command => [bun.find() ?? 'bun', file]

/** Runs a file on Deno. */
export const onDeno = (file: string): Command => [
  deno.find() ?? 'deno',
  'run',
  '--allow-all',
  '--no-check',
  '--node-modules-dir=manual',
  '--import-map=test/frameworks/deno/import-map.json',
  file,
]

/** Serves what a configuration of workerd says; it tells its port on stdout. */
export const onWorkerd = (config: string): Command => [
  workerd.find() ?? 'workerd',
  'serve',
  config,
  '--control-fd=1',
]

/** Makes one script of a file and all that it imports. */
export const bundled = (file: string, outfile: string): Command => [
  esbuild.find() ?? 'esbuild',
  file,
  '--bundle',
  '--format=esm',
  '--platform=neutral',
  '--main-fields=module,main',
  '--external:node:*',
  '--log-level=warning',
  `--outfile=${outfile}`,
]

function pinnedNode(beginning: string): Requirement {
  const found = runtimes.find(({ name }) => name.startsWith(beginning))
  if (found === undefined) throw new Error(`test/runtimes pins no ${beginning}`)
  return found
}
