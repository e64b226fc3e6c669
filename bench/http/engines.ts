/**
 * The servers that keep sessions, and how many commands they count.
 *
 * @module
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { createClient } from 'redis'
import { redisServer } from '../../test/programs.ts'
import { startPostgres } from '../../test/servers/postgres.ts'
import { startRedis } from '../../test/servers/redis.ts'
import type { Engine } from './kind.ts'

/** What runs, and what it costs there. */
export interface RunningEngine extends AsyncDisposable {
  /** Its address, as `openStore` takes it. */
  readonly address: string
  /** Counts the commands that clients send while something is done, where the server counts. */
  commandsDuring(act: () => Promise<void>): Promise<readonly string[] | undefined>
}

/** How each engine is started; where one is missing, `undefined`. */
export const engines: Readonly<Record<Engine, () => Promise<RunningEngine | undefined>>> = {
  none: async () => inProcess,
  memory: async () => inProcess,
  sqlite: startSqlite,
  redis: startCountedRedis,
  postgres: startCountedPostgres,
}

const inProcess: RunningEngine = {
  address: 'memory:',
  commandsDuring: uncounted,
  async [Symbol.asyncDispose]() {},
}

async function uncounted(act: () => Promise<void>): Promise<undefined> {
  await act()
}

async function startSqlite(): Promise<RunningEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-bench-'))
  return {
    address: `sqlite:${join(folder, 'sessions.db')}`,
    commandsDuring: uncounted,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function startCountedRedis(): Promise<RunningEngine | undefined> {
  if (redisServer.find() === undefined) return undefined
  const server = await startRedis()
  return {
    address: server.url,
    async commandsDuring(act) {
      const [monitor, client] = [
        createClient({ url: server.url }),
        createClient({ url: server.url }),
      ]
      await Promise.all([monitor.connect(), client.connect()])
      const commands: string[] = []
      const ended = new Promise<void>((resolve) => {
        // line = time " [" database " " address "] " '"' command '"' …; of a script: "[0 lua]"
        void monitor.monitor((line) => {
          const [, from = '', command = ''] = /\[\d+ ([^\]]*)\] "([^"]*)"/.exec(String(line)) ?? []
          if (command.toUpperCase() === 'ECHO') resolve()
          else if (from !== 'lua') commands.push(command.toUpperCase())
        })
      })
      await client.ping()
      await act()
      await client.echo('done')
      await ended
      monitor.destroy()
      client.destroy()
      return commands.filter((command) => !/^(PING|HELLO|CLIENT|AUTH)$/.test(command))
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function startCountedPostgres(): Promise<RunningEngine> {
  const server = await startPostgres([
    'shared_preload_libraries=pg_stat_statements',
    // As it comes: a commit waits for the disk.
    'fsync=on',
  ])
  const client = new Client(server.url())
  await client.connect()
  await client.query('CREATE EXTENSION pg_stat_statements')
  return {
    address: server.url(),
    async commandsDuring(act) {
      await client.query('SELECT pg_stat_statements_reset()')
      await act()
      const { rows } = await client.query<{ query: string; calls: string }>(
        `SELECT query, calls FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'`,
      )
      return rows.flatMap(({ query, calls }) => {
        const [verb = ''] = query.trim().split(/\s/)
        return Array.from({ length: Number(calls) }, () => verb.toUpperCase())
      })
    },
    async [Symbol.asyncDispose]() {
      await client.end()
      await server[Symbol.asyncDispose]()
    },
  }
}
