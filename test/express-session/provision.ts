/**
 * Before a run: installs express-session and what is used with it. `COATCHECK_PROVISION=0` forbids
 * it.
 *
 * @module
 */

import { install } from '../frameworks/provision.ts'
import { folder, packages } from './packages.ts'

/** Installs what is missing; what stays missing shows as a named skip. */
export default function provision(): void {
  if (process.env['COATCHECK_PROVISION'] !== '0') install(packages, folder)
}
