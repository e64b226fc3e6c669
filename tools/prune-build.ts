/**
 * Removes from `dist` what no longer has a source, so that no package carries a file that was
 * renamed. Beside the compiler, since a build that others are running must not vanish under them.
 *
 * @module
 */

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const [src, dist] = ['../src', '../dist'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
)

if (src !== undefined && dist !== undefined && existsSync(dist)) {
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    const source = join(src, relative(dist, file).replace(/(\.d)?\.(js|ts)(\.map)?$/, '.ts'))
    if (entry.isFile() && !existsSync(source)) rmSync(file)
  }
}
