/**
 * The runtimes that the package is tried on beside the Node that runs the tests.
 *
 * @module
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Requirement } from '../programs.ts'

/** The folder whose lock file pins the runtimes. */
export const runtimesFolder: string = fileURLToPath(new URL('../runtimes', import.meta.url))

/** Whether the runtimes can run here: their packages hold programs for Linux on x64 only. */
export const canRunHere: boolean = process.platform === 'linux' && process.arch === 'x64'

const labels: Readonly<Record<string, string>> = {
  bun: 'Bun',
  deno: 'Deno',
  esbuild: 'esbuild',
  node: 'Node',
  workerd: 'workerd',
}

/** The pinned versions of Node. */
export const runtimes: readonly Requirement[] = Object.keys(pinned())
  .filter((name) => name.startsWith('node'))
  .map((name) => requirementOf(name, 'bin/node'))

/** Bun. */
export const bun: Requirement = requirementOf('bun', 'bin/bun')

/** Deno. */
export const deno: Requirement = requirementOf('deno', 'deno')

/** The runtime of Cloudflare Workers. */
export const workerd: Requirement = requirementOf('workerd', 'bin/workerd')

/** What makes one script of many, for runtimes that take no other. */
export const esbuild: Requirement = requirementOf('esbuild', 'bin/esbuild')

/**
 * Makes the requirement of a program that `test/runtimes` pins.
 *
 * @param program where it is in its package
 */
function requirementOf(name: string, program: string): Requirement {
  const { [name]: spec = '' } = pinned()
  return {
    name: `${labels[name.replace(/\d+$/, '')] ?? name} ${spec.slice(spec.lastIndexOf('@') + 1)}`,
    packages: [],
    mend: canRunHere ? 'npm ci --prefix test/runtimes' : 'there is one for Linux on x64 only',
    find: () => {
      const path = join(runtimesFolder, 'node_modules', name, program)
      return canRunHere && existsSync(path) ? path : undefined
    },
  }
}

function pinned(): Readonly<Record<string, string>> {
  const text = readFileSync(join(runtimesFolder, 'package.json'), 'utf8')
  // The file is this repository's own; a wrong shape shows as a runtime that is not found.
  return (JSON.parse(text) as { dependencies: Record<string, string> }).dependencies
}
