/**
 * Before a run: installs the programs its suites need where that can be done without asking, on
 * Debian as root. `COATCHECK_PROVISION=0` forbids it.
 *
 * @module
 */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { programs, type Requirement } from './programs.ts'

const aptGet = '/usr/bin/apt-get'
const aptOptions = ['-o', 'DPkg::Lock::Timeout=60', '-o', 'Acquire::http::Timeout=20']

/** Installs what is missing; what stays missing shows as a named skip. */
export default function provision(): void {
  const missing = programs.filter((requirement) => requirement.find() === undefined)
  if (missing.length === 0 || !mayInstall()) return
  if (!ran(['update', '-qq', ...aptOptions], 90)) {
    console.warn('provision: apt-get update failed; nothing was installed')
    return
  }
  for (const requirement of missing) console.info(`provision: ${installed(requirement)}`)
}

function mayInstall(): boolean {
  const isRoot = process.getuid?.() === 0
  return isRoot && existsSync(aptGet) && process.env['COATCHECK_PROVISION'] !== '0'
}

function installed({ name, packages, find }: Requirement): string {
  const options = ['-y', '-qq', '--no-install-recommends', ...aptOptions]
  const isInstalled = ran(['install', ...options, ...packages], 180) && find() !== undefined
  return `${packages.join(' ')} for ${name} ${isInstalled ? 'installed' : 'could not be installed'}`
}

function ran(args: readonly string[], seconds: number): boolean {
  const { status } = spawnSync(aptGet, args, {
    stdio: 'ignore',
    timeout: seconds * 1_000,
    killSignal: 'SIGKILL',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}
