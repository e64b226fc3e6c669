/**
 * Before a benchmark: installs the peers where they are missing. `COATCHECK_PROVISION=0` forbids it.
 *
 * @module
 */

import { folderPackages } from '../../test/folder-packages.ts'
import { install } from '../../test/frameworks/provision.ts'

/** Installs the peers; one that stays missing is left out of the tables, with the reason. */
export function provisionPeers(): void {
  if (process.env['COATCHECK_PROVISION'] === '0') return
  const { packages, folder } = folderPackages(import.meta.dirname)
  install(packages, folder)
}
