/**
 * Before a benchmark: installs the peers where they are missing. `COATCHECK_PROVISION=0` forbids it.
 *
 * @module
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install } from '../../test/frameworks/provision.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))

interface Manifest {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Installs the peers; one that stays missing is left out of the tables, with the reason. */
export function provisionPeers(): void {
  if (process.env['COATCHECK_PROVISION'] === '0') return
  install(
    {
      name: 'bench/peers/node_modules',
      packages: [],
      mend: 'npm ci --ignore-scripts --prefix bench/peers',
      find: () => (isInstalled() ? folder : undefined),
    },
    folder,
  )
}

function isInstalled(): boolean {
  return Object.entries(manifestIn(folder).dependencies ?? {}).every(
    ([name, version]) => manifestIn(join(folder, 'node_modules', name)).version === version,
  )
}

function manifestIn(place: string): Manifest {
  const path = join(place, 'package.json')
  // This repository's own, or npm's.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {}
}
