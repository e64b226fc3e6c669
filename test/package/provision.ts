/**
 * Before the wide run: packs the package, once for all suites, and installs the pinned versions of
 * Node where they are missing.
 *
 * @module
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { canRunHere, runtimes, runtimesFolder } from './runtimes.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the packed package. */
    tarball: string
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Prepares the run; a runtime that stays missing shows as a named skip. */
export default function provision(project: TestProject): () => void {
  installRuntimes()
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-pack-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true })
  try {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  } catch (error) {
    removeFolder()
    throw error
  }
  const [tarball = ''] = readdirSync(folder)
  project.provide('tarball', join(folder, tarball))
  return removeFolder
}

function installRuntimes(): void {
  if (!canRunHere || runtimes.every((runtime) => runtime.find() !== undefined)) return
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--silent'], {
    cwd: runtimesFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 240_000,
    killSignal: 'SIGKILL',
  })
  const names = runtimes.map(({ name }) => name).join(', ')
  console.info(`provision: ${names} ${status === 0 ? 'installed' : 'could not be installed'}`)
}
