/**
 * Before a run over the runtimes: installs them where they are missing.
 * `COATCHECK_PROVISION=0` forbids it.
 *
 * @module
 */

import { install } from '../frameworks/provision.ts'
import {
  bun,
  canRunHere,
  deno,
  esbuild,
  runtimes,
  runtimesFolder,
  workerd,
} from '../package/runtimes.ts'

/** Installs what is missing; what stays missing shows as a named skip. */
export default function provision(): void {
  if (!canRunHere || process.env['COATCHECK_PROVISION'] === '0') return
  for (const runtime of [...runtimes, bun, deno, esbuild, workerd]) install(runtime, runtimesFolder)
}
