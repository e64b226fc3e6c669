/**
 * Keeps lock files complete. npm leaves out the optional packages of other platforms that it could
 * not look up, and `npm ci` then refuses the file everywhere; `tsx tools/lock-file.ts --write` puts
 * them back, by their exact version.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A package as a lock file has it, as far as it matters here. */
export interface LockedPackage {
  readonly version?: string
  readonly dev?: boolean
  readonly license?: string
  readonly engines?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** A lock file, version 3. */
export interface Lock {
  /** The packages by their folder, the repository's own by `''`. */
  readonly packages: Readonly<Record<string, LockedPackage>>
}

/** A package that another one names and the lock file lacks. */
interface Missing {
  readonly name: string
  readonly version: string
  readonly folder: string
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** The lock files of the repository: its own, and those of folders that install for themselves. */
export const lockFiles: readonly string[] = [
  'package-lock.json',
  'bench/peers/package-lock.json',
  'docs/package-lock.json',
  'test/accept/package-lock.json',
  'test/express-session/package-lock.json',
  'test/runtimes/package-lock.json',
  ...readdirSync(join(root, 'test/frameworks'))
    .map((name) => `test/frameworks/${name}/package-lock.json`)
    .filter((file) => existsSync(join(root, file))),
]

// platform = "-" os "-" cpu [ "-" abi ]
const platform =
  /-(android|darwin|freebsd|linux|openbsd|openharmony|win32)-(arm64|arm|x64|ia32|loong64|ppc64|riscv64|s390x)(?:-(\w+))?$/

/**
 * Says what lock files lack.
 *
 * @param root the folder of the repository
 * @param files the lock files, below it
 * @returns one line per fault, empty when all is well
 */
export function lockProblems(root: string, files: readonly string[]): readonly string[] {
  return files.flatMap((file) =>
    missingIn(lockAt(join(root, file))).map(
      ({ name, folder }) => `${file}: ${folder || 'the package'} needs ${name}; npm run lock`,
    ),
  )
}

function missingIn({ packages }: Lock): readonly Missing[] {
  return Object.entries(packages).flatMap(([folder, locked]) => {
    const needed = {
      ...locked.dependencies,
      ...locked.devDependencies,
      ...locked.optionalDependencies,
    }
    return Object.entries(needed)
      .filter(([name]) => !isFound(packages, folder, name))
      .map(([name, version]) => ({ name, version, folder }))
  })
}

// As Node looks packages up: in the folder itself, then in each one above.
function isFound(packages: Lock['packages'], folder: string, name: string): boolean {
  if (Object.hasOwn(packages, posix.join(folder, 'node_modules', name))) return true
  const above = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  return folder !== '' && isFound(packages, above, name)
}

/** Adds the optional packages of other platforms that a lock file lacks. */
export function completedLock(lock: Lock): Lock {
  const added = missingIn(lock).flatMap(({ name, version, folder: parent }) => {
    const [, os, cpu, abi = ''] = platform.exec(name) ?? []
    if (os === undefined || !/^\d+\.\d+\.\d+$/.test(version)) return []
    const scope = `node_modules/${name.split('/')[0]}/`
    const [, sibling] =
      Object.entries(lock.packages).find(([folder]) => folder.startsWith(scope)) ?? []
    const entry = {
      version,
      cpu: [cpu],
      ...(lock.packages[parent]?.dev === true ? { dev: true } : {}),
      ...(os === 'linux' ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {}),
      ...(sibling?.license === undefined ? {} : { license: sibling.license }),
      optional: true,
      os: [os],
      ...(sibling?.engines === undefined ? {} : { engines: sibling.engines }),
    }
    return [[`node_modules/${name}`, entry] as const]
  })
  const packages = [...Object.entries(lock.packages), ...added]
  packages.sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(packages) }
}

function lockAt(file: string): Lock {
  // npm wrote it; what is not there shows as missing.
  return JSON.parse(readFileSync(file, 'utf8')) as Lock
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of process.argv.includes('--write') ? lockFiles : []) {
    const path = join(root, file)
    writeFileSync(path, `${JSON.stringify(completedLock(lockAt(path)), null, 2)}\n`)
  }
  const problems = lockProblems(root, lockFiles)
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
