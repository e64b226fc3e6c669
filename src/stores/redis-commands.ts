/**
 * Scripts run for a verb: by their digest, in time, acknowledged by replicas where that was asked
 * for, and failing with one of Coatcheck's errors.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { deadlines } from './deadlines.ts'
import type { ReplicaWait, ScriptArgument, ScriptClient } from './redis-client.ts'
import { isNoScript, isRedirection, redisFailure } from './redis-failure.ts'
import { idleScript, type RedisScript } from './redis-scripts.ts'

/** Runs scripts for verbs. */
export interface RedisCommands {
  /** Runs a script that reads, or whose write may be lost. */
  read(verb: string, script: RedisScript, key: string, ...args: ScriptArgument[]): Promise<unknown>
  /** Runs a script whose write has to last. */
  write(verb: string, script: RedisScript, key: string, ...args: ScriptArgument[]): Promise<unknown>
}

/**
 * Makes the commands of one store.
 *
 * @param milliseconds how long an answer may take
 * @param wait what to wait for behind each write
 */
export function redisCommands(
  client: ScriptClient,
  milliseconds: number,
  wait: ReplicaWait | undefined,
): RedisCommands {
  async function run(
    script: RedisScript,
    key: string,
    args: readonly ScriptArgument[],
  ): Promise<unknown> {
    try {
      return await client.run(script, 'sha', key, args)
    } catch (error) {
      if (!isNoScript(error)) throw error
      return client.run(script, 'text', key, args)
    }
  }

  async function runAndWait(
    script: RedisScript,
    key: string,
    args: readonly ScriptArgument[],
    replicaWait: ReplicaWait,
  ): Promise<unknown> {
    const [reply, replicas] = await client
      .runAndWait(script, key, args, replicaWait)
      .catch(async (error: unknown) => {
        if (!isNoScript(error) && !isRedirection(error)) throw error
        // Neither did anything yet. What follows goes by the same connection as the write.
        const answered = await run(script, key, args)
        await run(idleScript, key, [])
        const [, count] = await client.runAndWait(idleScript, key, [], replicaWait)
        return [answered, count] as const
      })
    if (reply === 0 || replicas >= replicaWait.replicas) return reply
    throw new CoatcheckError(
      'ERR_STORE_UNAVAILABLE',
      `redis: ${replicas} of ${replicaWait.replicas} replicas acknowledged the write within ` +
        `${replicaWait.milliseconds} ms; check the replicas, or lower waitForReplicas`,
    )
  }

  const { within } = deadlines(milliseconds)

  async function timely<T>(verb: string, answer: Promise<T>): Promise<T> {
    try {
      return await within(answer, () => tooLate(verb, milliseconds))
    } catch (error) {
      throw redisFailure(verb, error)
    }
  }

  return {
    read: (verb, script, key, ...args) => timely(verb, run(script, key, args)),
    write: (verb, script, key, ...args) =>
      timely(
        verb,
        wait === undefined ? run(script, key, args) : runAndWait(script, key, args, wait),
      ),
  }
}

function tooLate(verb: string, milliseconds: number): CoatcheckError {
  return new CoatcheckError(
    'ERR_STORE_UNAVAILABLE',
    `redis: ${verb} had no answer within ${milliseconds} ms; see the error events of the client, ` +
      'and check that it is connected',
  )
}
