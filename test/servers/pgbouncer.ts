/**
 * A PgBouncer of the test run before a PostgreSQL of the run: in a temporary folder, on a port of its
 * own, ended by the run.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pgbouncer } from '../programs.ts'
import type { PostgresServer } from './postgres.ts'
import { sparePort } from './spare-port.ts'

/** When a connection to the server goes back to the pool. */
export type PoolMode = 'session' | 'transaction' | 'statement'

/** A pooler that runs. */
export interface Pgbouncer extends AsyncDisposable {
  /** The URL of a database of the server behind it, by the superuser. */
  url(database?: string): string
}

// As root it refuses to work, and works as this user then.
const user = process.getuid?.() === 0 ? ['--user', 'nobody'] : []

/**
 * Starts a pooler with two connections to a server, and resolves when it takes clients.
 *
 * @param settings further lines of the section `pgbouncer` of its configuration
 */
export async function startPgbouncer(
  { port: serverPort }: Pick<PostgresServer, 'port'>,
  mode: PoolMode,
  settings: readonly string[] = [],
): Promise<Pgbouncer> {
  const program = pgbouncer.find()
  if (program === undefined) throw new Error(`PgBouncer is missing: ${pgbouncer.mend}`)
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-pgbouncer-'))
  await chmod(folder, 0o755)
  const [port, users] = [await sparePort(), join(folder, 'users.txt')]
  const lines = [
    '[databases]',
    `* = host=127.0.0.1 port=${serverPort}`,
    '[pgbouncer]',
    ...['listen_addr = 127.0.0.1', `listen_port = ${port}`, 'unix_socket_dir ='],
    ...['auth_type = scram-sha-256', `auth_file = ${users}`],
    ...[`pool_mode = ${mode}`, 'default_pool_size = 2', 'max_client_conn = 100'],
    ...settings,
  ]
  await writeFile(users, '"postgres" "s3cret"\n')
  await writeFile(join(folder, 'pgbouncer.ini'), `${lines.join('\n')}\n`)
  const child = spawn(program, [...user, join(folder, 'pgbouncer.ini')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // So that it does not outlive a run that ends in the middle.
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  await isReady(child)
  return {
    url: (database = 'postgres') => `postgres://postgres:s3cret@127.0.0.1:${port}/${database}`,
    async [Symbol.asyncDispose]() {
      await killed(child)
      process.removeListener('exit', end)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function isReady(child: ChildProcess): Promise<void> {
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`pgbouncer has ended: ${log}`)))
    child.stderr?.on('data', (chunk) => {
      if (log.length < 10_000) log += String(chunk)
      if (log.includes('process up')) resolve()
    })
  })
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
