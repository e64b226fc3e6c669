/**
 * The libraries that visitors come from, in the versions this folder pins. They bring no
 * types that the repository could rely on, since they may not be installed.
 *
 * @module
 */

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Requirement } from '../programs.ts'

/** This folder. */
export const folder: string = fileURLToPath(new URL('.', import.meta.url))

/** The packages of this folder. */
export const packages: Requirement = {
  name: 'test/accept/node_modules',
  packages: [],
  mend: 'npm ci --ignore-scripts --prefix test/accept',
  find() {
    const { dependencies = {} } = manifestIn(folder)
    const isInstalled = Object.entries(dependencies).every(([name, version]) => {
      const installed = manifestIn(join(folder, 'node_modules', name)).version
      // Under another name it is `npm:name@version`.
      return installed !== undefined && version.split('@').at(-1) === installed
    })
    return isInstalled ? folder : undefined
  },
}

const require = createRequire(import.meta.url)

/** Gives a package of this folder. */
export function load<Package>(name: string): Package {
  // What a package exports is what the caller says; the tests fail where it is not.
  return require(name) as Package
}

/** Gives a package of this folder that is an ES module. */
export async function loadModule<Module>(path: string): Promise<Module> {
  const url = pathToFileURL(join(folder, 'node_modules', path)).href
  // As above.
  return (await import(/* @vite-ignore */ url)) as Module
}

interface Manifest {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

function manifestIn(place: string): Manifest {
  const path = join(place, 'package.json')
  // This repository's own, or npm's.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {}
}
