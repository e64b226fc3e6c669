/**
 * Makes the pages of the reference, which are read from the source and stand in no repository.
 *
 * @module
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeApiPages } from './api-pages.ts'
import { commandPages } from './command-page.ts'
import { copiedPages } from './copied-pages.ts'
import { environmentPages } from './environment-page.ts'
import { errorPages } from './error-pages.ts'
import { optionPages } from './option-pages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const src = join(root, 'src')
const folder = join(root, 'docs/reference')

rmSync(folder, { recursive: true, force: true })
const pages = [
  optionPages(src),
  errorPages(src),
  environmentPages(src),
  commandPages(src),
  copiedPages(root),
]
for (const [path, text] of pages.flatMap((each) => [...each])) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
await writeApiPages(root, join(folder, 'api'))
