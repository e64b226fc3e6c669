/**
 * Builds an app; SvelteKit looks for it in the working directory.
 *
 * The argument is the folder of the app (this one).
 */

import { fileURLToPath } from 'node:url'
import { createBuilder } from 'vite'

const [folder = '.'] = process.argv.slice(2)
const configFile = fileURLToPath(new URL('vite.config.js', import.meta.url))

process.chdir(fileURLToPath(new URL(`${folder}/`, import.meta.url)))
await (await createBuilder({ configFile, logLevel: 'warn' })).buildApp()
