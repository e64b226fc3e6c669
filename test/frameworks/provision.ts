/**
 * Before a run over the frameworks: installs the packages of those that lack them, and the
 * Node that some of them run on.
 * `COATCHECK_PROVISION=0` forbids it.
 *
 * @module
 */

import { spawnSync } from 'node:child_process'
import { canRunHere, runtimesFolder } from '../package/runtimes.ts'
import type { Requirement } from '../programs.ts'
import { folderOf, foldersWithPackages, frameworks, packagesOf } from './frameworks.ts'

/** Installs what is missing; what stays missing shows as a named skip. */
export default function provision(): void {
  if (process.env['COATCHECK_PROVISION'] === '0') return
  for (const folder of foldersWithPackages()) install(packagesOf(folder), folderOf(folder))
  const runtimesNeeded = frameworks.flatMap(({ runtime = [] }) => runtime)
  if (canRunHere) for (const runtime of runtimesNeeded) install(runtime, runtimesFolder)
}

/**
 * Installs the packages of a folder where they are missing.
 *
 * @param folder the folder, with a lock file
 */
export function install({ name, find }: Requirement, folder: string): void {
  if (find() !== undefined) return
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--silent'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 240_000,
    killSignal: 'SIGKILL',
  })
  console.info(`provision: ${name} ${status === 0 ? 'installed' : 'could not be installed'}`)
}
