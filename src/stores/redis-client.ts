/**
 * The clients that may be handed over, as the smallest shapes that fit, and the one thing asked of
 * them: to run a script on a key, and to get bytes back. Each sends scripts to masters only.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { jointTimeout } from './redis-joint-timeout.ts'
import type { RedisScript } from './redis-scripts.ts'

/** What a script is given beside its key. */
export type ScriptArgument = string | Uint8Array

/** What a command of `ioredis` takes. */
export type IoredisArgument = ScriptArgument | number

/** A client of the package `redis` (5 or later): `createClient`, `createCluster` or `createSentinel`. */
export interface NodeRedisClient {
  /** Gives a client whose replies are of the given types. */
  withTypeMapping(typeMapping: Readonly<Record<number, unknown>>): unknown
  /** Runs a script by its digest. */
  evalSha(sha: string, options?: NodeRedisScriptOptions): Promise<unknown>
  /** Runs a script by its source. */
  eval(text: string, options?: NodeRedisScriptOptions): Promise<unknown>
}

/** What the package `redis` takes beside a script. */
export interface NodeRedisScriptOptions {
  /** The keys of the script. */
  keys?: ScriptArgument[]
  /** What it is given besides. */
  arguments?: ScriptArgument[]
}

/** A client of `ioredis` or `iovalkey`: a `Redis`, with or without Sentinels, or a `Cluster`. */
export interface IoredisClient {
  /** Runs a script by its digest. */
  evalsha(sha: string, keyCount: number, ...args: IoredisArgument[]): Promise<unknown>
  /** Runs a script by its source. */
  eval(text: string, keyCount: number, ...args: IoredisArgument[]): Promise<unknown>
  /** Begins commands that are sent together. */
  pipeline(): unknown
}

/** Any of the clients that may be handed over. */
export type RedisStoreClient = NodeRedisClient | IoredisClient

/** Runs scripts. */
export interface ScriptClient {
  /** Runs a script on a key, by its digest or by its source. */
  run(
    script: RedisScript,
    by: 'sha' | 'text',
    key: string,
    args: readonly ScriptArgument[],
  ): Promise<unknown>
  /**
   * Runs a script by its digest and, behind it on the same connection, `WAIT`; gives what the script
   * gave and how many replicas have what it wrote.
   */
  runAndWait(
    script: RedisScript,
    key: string,
    args: readonly ScriptArgument[],
    wait: ReplicaWait,
  ): Promise<readonly [reply: unknown, replicas: number]>
}

/** What to wait for. */
export interface ReplicaWait {
  /** How many replicas. */
  readonly replicas: number
  /** How long, in milliseconds. */
  readonly milliseconds: number
}

/**
 * Finds out which client was handed over.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when it is none that is known
 */
export function scriptClient(client: RedisStoreClient): ScriptClient {
  if (isIoredis(client)) return ioredisScripts(client)
  if ('evalSha' in client && 'withTypeMapping' in client) return nodeRedisScripts(client)
  throw new CoatcheckError(
    'ERR_OPTIONS',
    'client: redisStore takes a client of redis (5 or later), ioredis or iovalkey',
  )
}

// RESP type 36 is the bulk string ("$").
const bytesForTexts = { 36: Buffer }

interface NodeRedisPipeline {
  evalSha(sha: string, options: NodeRedisScriptOptions): NodeRedisPipeline
  wait(replicas: number, milliseconds: number): NodeRedisPipeline
  execAsPipeline(): Promise<unknown[]>
}

interface NodeRedisWithBytes extends NodeRedisClient {
  multi(): NodeRedisPipeline
}

function nodeRedisScripts(client: NodeRedisClient): ScriptClient {
  // What `withTypeMapping` gives is the same client with other reply types.
  const typed = client.withTypeMapping(bytesForTexts) as NodeRedisWithBytes
  const bytes = jointTimeout(client, bytesForTexts, typed)
  const optionsOf = (key: string, args: readonly ScriptArgument[]): NodeRedisScriptOptions => ({
    keys: [key],
    arguments: args.map(asBuffer),
  })
  return {
    run: (script, by, key, args) =>
      by === 'sha'
        ? bytes().evalSha(script.sha, optionsOf(key, args))
        : bytes().eval(script.text, optionsOf(key, args)),
    async runAndWait(script, key, args, { replicas, milliseconds }) {
      try {
        const [reply, count] = await bytes()
          .multi()
          .evalSha(script.sha, optionsOf(key, args))
          .wait(replicas, milliseconds)
          .execAsPipeline()
        return [reply, Number(count)]
      } catch (error) {
        throw firstReplyError(error)
      }
    },
  }
}

// The package throws one error for the whole pipeline, and keeps each reply in it.
function firstReplyError(error: unknown): unknown {
  if (!(error instanceof Error) || !('replies' in error)) return error
  const replies: unknown[] = Array.isArray(error.replies) ? error.replies : []
  return replies.find((reply) => reply instanceof Error) ?? error
}

// Each command of these packages has a form that gives bytes; their types leave out the scripts'.
interface IoredisWithBytes {
  evalshaBuffer(sha: string, keyCount: number, ...args: ScriptArgument[]): Promise<unknown>
  evalBuffer(text: string, keyCount: number, ...args: ScriptArgument[]): Promise<unknown>
  pipeline(): IoredisPipeline
}

interface IoredisPipeline {
  evalshaBuffer(sha: string, keyCount: number, ...args: ScriptArgument[]): IoredisPipeline
  wait(replicas: number, milliseconds: number): IoredisPipeline
  exec(): Promise<readonly (readonly [error: Error | null, reply?: unknown])[] | null>
}

function isIoredis(client: object): client is IoredisWithBytes {
  return 'evalshaBuffer' in client && 'pipeline' in client
}

function ioredisScripts(client: IoredisWithBytes): ScriptClient {
  return {
    run: (script, by, key, args) =>
      by === 'sha'
        ? client.evalshaBuffer(script.sha, 1, key, ...args.map(asBuffer))
        : client.evalBuffer(script.text, 1, key, ...args.map(asBuffer)),
    async runAndWait(script, key, args, { replicas, milliseconds }) {
      const replies = await client
        .pipeline()
        .evalshaBuffer(script.sha, 1, key, ...args.map(asBuffer))
        .wait(replicas, milliseconds)
        .exec()
      const failed = replies?.find(([error]) => error !== null && error !== undefined)
      if (failed?.[0]) throw failed[0]
      return [replies?.[0]?.[1], Number(replies?.[1]?.[1])]
    },
  }
}

// The clients take no other bytes than a Buffer.
function asBuffer(argument: ScriptArgument): ScriptArgument {
  return typeof argument === 'string' || argument instanceof Buffer
    ? argument
    : Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength)
}
