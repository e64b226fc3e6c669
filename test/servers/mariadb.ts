/**
 * A MariaDB of the test run: in a temporary folder, on a port of its own, ended by the run.
 *
 * @module
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { mariadb } from '../programs.ts'
import { sparePort } from './spare-port.ts'

/** A server that runs. */
export interface MariadbServer extends AsyncDisposable {
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
}

const firstStatements = `ALTER USER root@localhost IDENTIFIED BY 's3cret';
CREATE DATABASE IF NOT EXISTS shop;
`

const installer = 'mariadb-install-db'

// A server started by root runs as this user.
const user = process.getuid?.() === 0 ? ['--user=mysql'] : []

/** Starts a server with an empty database `shop`. */
export async function startMariadb(): Promise<MariadbServer> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-mariadb-'))
  await chmod(folder, 0o755)
  const port = await sparePort()
  const url = (database = 'shop') => `mysql://root:s3cret@127.0.0.1:${port}/${database}`
  await install(folder)
  let child = await started(folder, port, url())

  return {
    port,
    url,
    async start() {
      child = await started(folder, port, url())
    },
    stop: () => ended(child, 'SIGTERM'),
    kill9: () => ended(child, 'SIGKILL'),
    async [Symbol.asyncDispose]() {
      await ended(child, 'SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function install(folder: string): Promise<void> {
  const flags = ['--auth-root-authentication-method=normal', '--skip-test-db', ...user]
  const data = `--datadir=${join(folder, 'data')}`
  execFileSync(installer, ['--no-defaults', data, ...flags], { stdio: 'ignore' })
  await writeFile(join(folder, 'first.sql'), firstStatements)
}

async function started(folder: string, port: number, url: string): Promise<ChildProcess> {
  const program = mariadb.find()
  if (program === undefined) throw new Error(`MariaDB is missing: ${mariadb.mend}`)
  const data = join(folder, 'data')
  const flags = [
    ...['--no-defaults', ...user, `--datadir=${data}`, `--socket=${join(data, 'socket')}`],
    ...[`--port=${port}`, '--bind-address=127.0.0.1', `--pid-file=${join(data, 'pid')}`],
    ...[`--init-file=${join(folder, 'first.sql')}`, '--innodb-flush-log-at-trx-commit=2'],
    ...['--innodb-buffer-pool-size=32M', '--default-time-zone=+05:30'],
  ]
  const child = spawn(program, flags, { stdio: 'ignore' })
  // So that it does not outlive a run that ends in the middle.
  process.once('exit', () => child.kill('SIGKILL'))
  const deadline = performance.now() + 60_000
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`mariadbd ended with ${child.exitCode}`)
    if (performance.now() > deadline) throw new Error('mariadbd did not answer within a minute')
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
  }
  return child
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await createConnection(url)).end()
    return true
  } catch {
    return false
  }
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}
