/**
 * The programs some suites need that npm does not bring, and where to find them. Free of vitest, so
 * that the provisioning before a run may read it too.
 *
 * @module
 */

import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Something a suite needs from the machine. */
export interface Requirement {
  /** What it is called in summaries. */
  readonly name: string
  /** The Debian packages that bring it. */
  readonly packages: readonly string[]
  /** What to do about it when it is missing. */
  readonly mend: string
  /** The path of its program, or `undefined` when it is not there. */
  find(): string | undefined
}

/** A Chromium that playwright-core can drive; `CHROMIUM_PATH` names another one. */
export const chromium: Requirement = {
  name: 'Chromium',
  packages: ['chromium'],
  mend: 'install it (Debian: apt-get install chromium) or name one in CHROMIUM_PATH',
  find: () =>
    firstRunnable([
      process.env['CHROMIUM_PATH'],
      ...onPath('chromium', 'chromium-browser', 'google-chrome'),
      '/usr/bin/chromium',
    ]),
}

/** A Python that can import Django; its path is the interpreter's. */
export const django: Requirement = {
  name: 'Django',
  packages: ['python3', 'python3-django'],
  mend: 'install it (Debian: apt-get install python3-django)',
  find: () => pythonWith('django'),
}

/** A Python that can import Flask; its path is the interpreter's. */
export const flask: Requirement = {
  name: 'Flask',
  packages: ['python3', 'python3-flask'],
  mend: 'install it (Debian: apt-get install python3-flask)',
  find: () => pythonWith('flask'),
}

/** A MariaDB server, run in temporary folders. */
export const mariadb: Requirement = {
  name: 'MariaDB',
  packages: ['mariadb-server'],
  mend: 'install it (Debian: apt-get install mariadb-server)',
  find: () => firstRunnable([...onPath('mariadbd'), '/usr/sbin/mariadbd']),
}

/** The command `openssl`, which makes the certificates of test servers. */
export const openssl: Requirement = {
  name: 'OpenSSL',
  packages: ['openssl'],
  mend: 'install it (Debian: apt-get install openssl)',
  find: () => firstRunnable([...onPath('openssl'), '/usr/bin/openssl']),
}

/** PgBouncer, a pooler before PostgreSQL. */
export const pgbouncer: Requirement = {
  name: 'PgBouncer',
  packages: ['pgbouncer'],
  mend: 'install it (Debian: apt-get install pgbouncer)',
  find: () => firstRunnable([...onPath('pgbouncer'), '/usr/sbin/pgbouncer']),
}

/** The program `redis-server`, version 7 or later, which is also Sentinel. */
export const redisServer: Requirement = {
  name: 'Redis',
  packages: ['redis-server'],
  mend: 'install it (Debian: apt-get install redis-server)',
  find: () => firstRunnable([...onPath('redis-server'), '/usr/bin/redis-server']),
}

/** The shells for which the command prints a completion. */
export const shells: Requirement = {
  name: 'bash, zsh and fish',
  packages: ['bash', 'zsh', 'fish'],
  mend: 'install them (Debian: apt-get install bash zsh fish)',
  find: () => {
    const found = ['bash', 'zsh', 'fish'].map((shell) => firstRunnable(onPath(shell)))
    return found.includes(undefined) ? undefined : found[0]
  },
}

/** All of them. */
export const programs: readonly Requirement[] = [
  chromium,
  django,
  flask,
  mariadb,
  openssl,
  pgbouncer,
  redisServer,
  shells,
]

function onPath(...names: readonly string[]): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function firstRunnable(paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && path !== '' && isRunnable(path))
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function pythonWith(module: string): string | undefined {
  return ['python3', '/usr/bin/python3']
    .map((python) => interpreterWith(module, python))
    .find((path) => path !== '')
}

function interpreterWith(module: string, python: string): string {
  try {
    return execFileSync(python, ['-c', `import ${module}, sys; print(sys.executable)`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 30_000,
    }).trim()
  } catch {
    return ''
  }
}
