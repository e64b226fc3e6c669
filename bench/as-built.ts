/**
 * Benchmarks measure what users get: what `npm run build` made, not the source as it is compiled on
 * the fly, whose functions are slower.
 *
 * @module
 */

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const settings = fileURLToPath(new URL('as-built.json', import.meta.url))

/**
 * Starts the script of this process again so that `coatcheck` is what was built, and in production,
 * unless that is so already. What it starts itself then is so too.
 */
export function runAsBuilt(): void {
  if (process.env['TSX_TSCONFIG_PATH'] === settings && process.env['NODE_ENV'] === 'production') {
    return
  }
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, TSX_TSCONFIG_PATH: settings, NODE_ENV: 'production' },
  })
  process.exit(status ?? 1)
}
