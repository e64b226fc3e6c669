/**
 * How a verb is carried out on a database: after the table was looked at once, again when the
 * database gave way to another transaction, and with every failure turned into one of ours.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { pause } from './pause.ts'

/** What an engine knows of its failures. */
export interface Engine {
  /** What it is called in messages. */
  readonly name: string
  /** Looks whether the server and the table will do, and makes the table where that was asked for. */
  prepare(): Promise<void>
  /** Whether the database undid the statement in favour of another one, so that it may be repeated. */
  isConflict(error: unknown): boolean
  /**
   * Says what is wrong and how to mend it, or gives `undefined` for a failure that may pass by itself.
   *
   * @param hasAnswered whether the database has ever answered: then its address is right
   */
  mend(error: unknown, hasAnswered: boolean): string | undefined
}

/** Carries out a verb. */
export type Attempt = <T>(verb: string, work: () => Promise<T>) => Promise<T>

const mostTurns = 50
const longestPauseMilliseconds = 20

/** Gives what carries out the verbs of one store. */
export function attempts(engine: Engine): Attempt {
  let ready: Promise<void> | undefined
  let hasAnswered = false

  async function prepared(): Promise<void> {
    ready ??= engine.prepare()
    const mine = ready
    try {
      await mine
      hasAnswered = true
    } catch (error) {
      if (ready === mine) ready = undefined
      throw error
    }
  }

  function failure(verb: string, error: unknown): CoatcheckError {
    if (error instanceof CoatcheckError) return error
    const mend = engine.mend(error, hasAnswered)
    if (mend === undefined) {
      const code = codeOf(error)
      return new CoatcheckError(
        'ERR_STORE_UNAVAILABLE',
        `the ${engine.name} store could not ${verb}${code === '' ? '' : ` (${code})`}: see whether ` +
          'the server runs, answers at this address and takes more connections',
        { cause: error },
      )
    }
    // Whoever mends it, for example by making the table, need not start this process again.
    ready = undefined
    const message = `the ${engine.name} store could not ${verb}: ${mend}`
    return new CoatcheckError('ERR_STORE_SETUP', message, { cause: error })
  }

  return async (verb, work) => {
    for (let turn = 1; ; turn += 1) {
      try {
        await prepared()
        return await work()
      } catch (error) {
        if (turn === mostTurns || !engine.isConflict(error)) throw failure(verb, error)
      }
      await pause(Math.random() * Math.min(turn, longestPauseMilliseconds))
    }
  }
}

/** Gives an error's `code`, as drivers and Node name failures, or `''`. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
