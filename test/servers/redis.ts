/**
 * A Redis of the test run: in a temporary folder, on a port of its own, ended by the run.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'redis'
import { redisServer } from '../programs.ts'
import { sparePort } from './spare-port.ts'

/** A server that runs. */
export interface RedisServer extends AsyncDisposable {
  /** Its port on 127.0.0.1. */
  readonly port: number
  /** The URL of its database 0, with its password. */
  readonly url: string
  /** Sends it a command by a connection of its own, and gives the reply as a text. */
  ask(...command: readonly string[]): Promise<string>
  /** Starts it again, on the same port and data, and resolves when it has read them. */
  start(): Promise<void>
  /** Ends it at once, as a crash would, and resolves when it is gone. */
  kill9(): Promise<void>
  /** Makes it stand still without ending it, as a network that swallows everything would. */
  freeze(): void
  /** Lets it go on. */
  thaw(): void
}

/** The password of every server. */
export const redisPassword = 's3cret'

/** Starts a server without any data. */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const password = [`requirepass ${redisPassword}`, `masterauth ${redisPassword}`]
  return startRedisProgram(
    [],
    [...password, 'save ""', 'appendonly no', 'repl-diskless-sync-delay 0', ...settings],
  )
}

/** Starts a replica of a server, and resolves when it has its data. */
export async function startRedisReplica(
  master: RedisServer,
  settings: readonly string[] = [],
): Promise<RedisServer> {
  const replica = await startRedis([`replicaof 127.0.0.1 ${master.port}`, ...settings])
  await until(replica, ['INFO', 'replication'], (info) => info.includes('master_link_status:up'))
  return replica
}

/** Asks a server until it answers as expected, for 20 seconds at most. */
export async function until(
  server: Pick<RedisServer, 'ask'>,
  command: readonly string[],
  isSo: (answer: string) => boolean,
): Promise<void> {
  const deadline = performance.now() + 20_000
  while (performance.now() < deadline) {
    if (isSo(await server.ask(...command))) return
    await pause(50)
  }
  throw new Error(`${command.join(' ')} is not as expected after 20 seconds`)
}

/** Starts `redis-server` with lines of a configuration file. */
export async function startRedisProgram(
  flags: readonly string[],
  settings: readonly string[],
): Promise<RedisServer> {
  const program = redisServer.find()
  if (program === undefined) throw new Error(`Redis is missing: ${redisServer.mend}`)
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-redis-'))
  const port = await sparePort()
  const file = join(folder, 'redis.conf')
  const lines = [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, 'daemonize no', ...settings]
  await writeFile(file, `${lines.join('\n')}\n`)
  const begin = (): ChildProcess =>
    spawn(program, [file, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  let child = begin()
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  await isReady(child)
  const url = `redis://:${redisPassword}@127.0.0.1:${port}`
  return {
    port,
    url,
    ask: (...command) => asked(url, command),
    async start() {
      child = begin()
      await isReady(child)
    },
    kill9: () => killed(child),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await killed(child)
      process.removeListener('exit', end)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function asked(url: string, command: readonly string[]): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false } })
  client.on('error', () => {})
  await client.connect()
  try {
    return String(await client.sendCommand([...command]))
  } finally {
    client.destroy()
  }
}

async function isReady(child: ChildProcess): Promise<void> {
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`redis-server has ended: ${log}`)))
    child.stdout?.on('data', (chunk) => {
      if (log.length < 10_000) log += String(chunk)
      if (/Ready to accept connections|Sentinel ID is/.test(log)) resolve()
    })
  })
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
