/**
 * The versions of Node the package is tried on beside the one that runs the tests.
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

/** The pinned versions of Node. */
export const runtimes: readonly Requirement[] = Object.entries(pinned()).map(([name, spec]) => ({
  name: `Node ${spec.slice(spec.lastIndexOf('@') + 1)}`,
  packages: [],
  mend: canRunHere ? 'npm ci --prefix test/runtimes' : 'there is one for Linux on x64 only',
  find: () => {
    const path = join(runtimesFolder, 'node_modules', name, 'bin', 'node')
    return canRunHere && existsSync(path) ? path : undefined
  },
}))

function pinned(): Readonly<Record<string, string>> {
  const text = readFileSync(join(runtimesFolder, 'package.json'), 'utf8')
  // The file is this repository's own; a wrong shape shows as a runtime that is not found.
  return (JSON.parse(text) as { dependencies: Record<string, string> }).dependencies
}
