/**
 * A store in Redis or Valkey: one server, Sentinels or a cluster, through the app's own client.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { type Epoch, type Store, type StoreEntry, tombstoneSeconds } from '../store.ts'
import { type Duration, type Instant, secondsOf } from '../time.ts'
import { type RedisStoreClient, type ReplicaWait, scriptClient } from './redis-client.ts'
import { redisCommands } from './redis-commands.ts'
import {
  entryBytes,
  entryOf,
  newWriteMark,
  ownerBytes,
  subjectOf,
  tailBytes,
  type WriteMark,
} from './redis-entry.ts'
import {
  createScript,
  deleteScript,
  epochScript,
  loadScript,
  notBeforeScript,
  raiseEpochScript,
  raiseNotBeforeScript,
  touchScript,
  updateScript,
} from './redis-scripts.ts'
import { type EntrySpan, redisSubjectIndex } from './redis-subject-index.ts'

export type {
  IoredisArgument,
  IoredisClient,
  NodeRedisClient,
  NodeRedisScriptOptions,
  RedisStoreClient,
  ScriptArgument,
} from './redis-client.ts'

/** How a Redis store is made. */
export interface RedisStoreOptions {
  /** How every key begins (default `'coatcheck:'`). Two apps in one database need two prefixes. */
  prefix?: string | undefined
  /**
   * How many replicas have to acknowledge each write before it counts, from 0 (default `0`). When
   * they do not within a second, the verb fails with `ERR_STORE_UNAVAILABLE`, though the master has
   * the write. It narrows what a failover can undo; see `WAIT` of Redis for what is left.
   */
  waitForReplicas?: number | undefined
  /**
   * How long an answer may take, in seconds or as a text, from one second (default `'5s'`). Some
   * clients queue commands for as long as the server is away, and requests would hang with them. A
   * command that was too late may still be carried out.
   */
  timeout?: Duration | undefined
}

const waitMilliseconds = 1_000

/**
 * Makes a store in Redis 6.2 or later, or in Valkey (tested: Redis 7.0).
 *
 * It takes a connected client of `redis` (5 or later), `ioredis` or `iovalkey`: for one server, for
 * Sentinels, or for a cluster. The app keeps it, listens to its `error` event and closes it. Reading,
 * changing, touching and deleting a session are one command each, and one more where it comes to a
 * subject, leaves one, or is touched while it has one (a few more where a subject has more than 64).
 * Each runs in one slot, and replicas are never read, whatever the client does with other reads.
 * Entries expire by themselves, some minutes after they are over.
 *
 * Redis keeps sessions as durably as it is configured: with its defaults a crash loses the last
 * minutes, `appendonly yes` narrows that to a second. Set `maxmemory-policy noeviction`, because
 * evicting can drop revocations.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when an option is out of bounds or the client is unknown
 * @example
 * ```ts
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { redisStore } from 'coatcheck/stores/redis'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: process.env.REDIS_URL })
 * client.on('error', console.error)
 * await client.connect()
 *
 * const sessions = createSessions({ ...optionsFromEnv(), store: redisStore(client) })
 * ```
 */
export function redisStore(client: RedisStoreClient, options: RedisStoreOptions = {}): Store {
  const { prefix = 'coatcheck:', waitForReplicas = 0, timeout = '5s' } = options
  const seconds = secondsOf('timeout', timeout)
  if (seconds < 1) throw new CoatcheckError('ERR_OPTIONS', 'timeout: give at least one second')

  const wait = replicaWait(waitForReplicas)
  const commands = redisCommands(scriptClient(client), seconds * 1_000, wait)
  const index = redisSubjectIndex(commands, prefix, (key) => found('listBySubject', key))
  const place = (key: string): string => `${prefix}e:${key}`
  const stampPlace = (subject: string): string => `${prefix}n:${subject}`
  const epochPlace = `${prefix}epoch`

  async function found(verb: string, key: string): ReturnType<Store['load']> {
    const bytes = await commands.read(verb, loadScript, place(key))
    return bytes instanceof Buffer ? entryOf(bytes) : null
  }

  async function enter(
    key: string,
    entry: StoreEntry,
    mark: WriteMark,
    now: Instant,
  ): Promise<void> {
    const { subject, expiresAt } = entry
    if (subject === null || now >= expiresAt) return
    await index.enter(subject, key, mark, { now, expiresAt })
  }

  // A failover may have lost the member and kept the entry, which live on different servers: whoever
  // comes back is listed again.
  async function enterAgain(
    key: string,
    [mark, owner]: readonly unknown[],
    span: EntrySpan,
  ): Promise<void> {
    if (!(mark instanceof Buffer && owner instanceof Buffer)) return
    const subject = subjectOf(owner)
    if (subject === null) return
    // What was touched is touched, also where there is no room for more.
    await index.enter(subject, key, mark.toString('latin1'), span).catch(() => undefined)
  }

  async function strike(key: string, [mark, owner]: readonly unknown[]): Promise<void> {
    if (!(mark instanceof Buffer && owner instanceof Buffer)) return
    const subject = subjectOf(owner)
    if (subject !== null) await index.strike(subject, key, mark.toString('latin1'))
  }

  return {
    async create(key, entry, now) {
      const mark = newWriteMark()
      const args = [String(now), String(entry.expiresAt), mark, entryBytes(entry, mark)]
      const reply = await commands.write('create', createScript, place(key), ...args)
      if (reply !== 1) return false
      await enter(key, entry, mark, now)
      return true
    },

    async load(key, now) {
      const entry = await found('load', key)
      return entry === null || now >= entry.expiresAt ? null : entry
    },

    async update(key, entry, version, now) {
      const mark = newWriteMark()
      const numbers = [now, version, entry.touchedAt, entry.expiresAt].map(String)
      const args = [...numbers, mark, tailBytes(entry)]
      const reply = await commands.write('update', updateScript, place(key), ...args)
      if (!Array.isArray(reply)) return reply === 1
      await Promise.all([enter(key, entry, mark, now), strike(key, reply)])
      return true
    },

    async touch(key, touchedAt, expiresAt, now) {
      const instants = [now, touchedAt, expiresAt].map(String)
      const reply = await commands.write('touch', touchScript, place(key), ...instants)
      if (!Array.isArray(reply)) return false
      await enterAgain(key, reply, { now, expiresAt })
      return true
    },

    async delete(key, now, ifSubject) {
      const instants = [now, now + tombstoneSeconds].map(String)
      const owner = ifSubject === undefined ? [] : [ownerBytes(ifSubject)]
      const reply = await commands.write('delete', deleteScript, place(key), ...instants, ...owner)
      if (!Array.isArray(reply)) return false
      await strike(key, reply)
      return true
    },

    listBySubject: (subject, page, now) => index.page(subject, page, now),

    async raiseNotBefore(subject) {
      const at = stampPlace(subject)
      return Number(await commands.write('raiseNotBefore', raiseNotBeforeScript, at))
    },

    async notBefore(subject) {
      const reply = await commands.read('notBefore', notBeforeScript, stampPlace(subject))
      const { at, storeNow } = epochOf('notBefore', reply)
      return { at, storeNow }
    },

    async raiseEpoch() {
      return Number(await commands.write('raiseEpoch', raiseEpochScript, epochPlace))
    },

    async epoch() {
      const reply = await commands.read('epoch', epochScript, epochPlace)
      return epochOf('epoch', reply)
    },

    sweep: async () => 0,
  }
}

function replicaWait(replicas: number): ReplicaWait | undefined {
  if (!Number.isSafeInteger(replicas) || replicas < 0) {
    throw new CoatcheckError('ERR_OPTIONS', 'waitForReplicas: give a whole number from 0')
  }
  return replicas === 0 ? undefined : { replicas, milliseconds: waitMilliseconds }
}

// A stamp that is no number would be later than nothing, and let a revoked login pass.
function epochOf(verb: string, reply: unknown): Epoch {
  const [epoch, at, storeNow] = Array.isArray(reply) ? reply.map(Number) : []
  if (isWhole(epoch) && isWhole(at) && isWhole(storeNow)) return { epoch, at, storeNow }
  throw new CoatcheckError(
    'ERR_STORE_SETUP',
    `redis: ${verb} found no stamp; other keys begin with the same prefix: give another one`,
  )
}

function isWhole(number: number | undefined): number is number {
  return Number.isSafeInteger(number)
}
