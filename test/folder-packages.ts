/**
 * Packages that a folder of tests installs for itself, in the versions it pins. They bring no types
 * that the repository could rely on, since they may not be installed.
 *
 * @module
 */

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Requirement } from './programs.ts'

/** The packages of one folder. */
export interface FolderPackages {
  /** The folder. */
  readonly folder: string
  /** All of them, installed. */
  readonly packages: Requirement
  /** Gives one that `require` can load. */
  load<Package>(name: string): Package
  /** Gives one that is an ES module, by the path of its file below `node_modules`. */
  loadModule<Module>(path: string): Promise<Module>
}

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Gives the packages of a folder.
 *
 * @param folder with a `package.json`, and a lock file beside it
 */
export function folderPackages(folder: string): FolderPackages {
  const place = relative(root, folder)
  const require = createRequire(join(folder, 'package.json'))
  return {
    folder,
    packages: {
      name: `${place}/node_modules`,
      packages: [],
      mend: `npm ci --ignore-scripts --prefix ${place}`,
      find: () => (isInstalled(folder) ? folder : undefined),
    },
    // What a package exports is what the caller says; the tests fail where it is not.
    load: <Package>(name: string) => require(name) as Package,
    async loadModule<Module>(path: string) {
      const url = pathToFileURL(join(folder, 'node_modules', path)).href
      // As above.
      return (await import(/* @vite-ignore */ url)) as Module
    },
  }
}

/** Says whether a folder has all packages that it pins. */
function isInstalled(folder: string): boolean {
  const { dependencies = {} } = manifestIn(folder)
  return Object.entries(dependencies).every(([name, version]) => {
    const installed = manifestIn(join(folder, 'node_modules', name)).version
    // Under another name it is `npm:name@version`.
    return installed !== undefined && version.split('@').at(-1) === installed
  })
}

interface Manifest {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

function manifestIn(folder: string): Manifest {
  const path = join(folder, 'package.json')
  // This repository's own, or npm's: what has another shape shows as not installed.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {}
}
