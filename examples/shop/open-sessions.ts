/**
 * The shop's sessions, kept where the environment says.
 *
 * @module
 */

import type { Sessions, StoredSessions } from 'coatcheck'
import { CoatcheckError, createSessions, optionsFromEnv } from 'coatcheck'
import { flaskCodec } from 'coatcheck/codecs/flask'
import { type OpenedStore, openStore } from 'coatcheck/stores/open'
import type { Log } from './error-pages.ts'
import { inspect } from './inspect.ts'
import { type SessionFormat, WrongSetting } from './settings.ts'
import { keepSweeping } from './sweeping.ts'

/** Sessions with what they are kept in. */
export interface OpenedSessions {
  /** The sessions. */
  readonly sessions: Sessions | StoredSessions
  /** Ends the sweeping and closes the store, where there is one. */
  close(): Promise<void>
}

/** What may be chosen about opening a store. */
export interface OpeningChoices {
  /** How long it may take to answer, in milliseconds (`15_000`). */
  readonly patience?: number
  /** Whether visitors carry a copy of their session (`false`). */
  readonly cacheInCookie?: boolean
  /** Who else reads the cookie (`'own'`: nobody). */
  readonly format?: SessionFormat
}

/**
 * Opens them, with the environment's options.
 *
 * @param address the store's, which is swept once a minute then; `undefined` keeps them in the cookie
 * @param log takes one line per failed sweep
 * @param choices what else may be chosen
 * @throws {CoatcheckError} what `optionsFromEnv` and `createSessions` throw
 * @throws {WrongSetting} when the store cannot be opened, or does not answer
 */
export async function openSessions(
  address: string | undefined,
  log: Log,
  { patience = 15_000, cacheInCookie = false, format = 'own' }: OpeningChoices = {},
): Promise<OpenedSessions> {
  const options = { ...optionsFromEnv(), onEvent: inspect.onEvent }
  if (format === 'flask') {
    const { secrets, ...others } = options
    // In this shop a visitor is known by name, here and on the Flask side.
    const codec = flaskCodec({ secrets, subjectKey: 'username' })
    return { sessions: createSessions({ ...others, codec }), close: async () => {} }
  }
  // Said before the store is opened, which would have to be closed again.
  const inCookie = createSessions(options)
  if (address === undefined) return { sessions: inCookie, close: async () => {} }
  const opened = await reachable(address, patience)
  const sessions = createSessions({ ...options, store: opened.store, cacheInCookie })
  const sweeping = keepSweeping(sessions, log)
  return {
    sessions,
    async close() {
      await sweeping.stop()
      await opened.close()
    },
  }
}

async function reachable(address: string, patience: number): Promise<OpenedStore> {
  try {
    const opened = await openStore(address)
    await answering(opened, patience)
    return opened
  } catch (error) {
    if (!(error instanceof CoatcheckError)) throw error
    throw new WrongSetting(`SESSION_STORE: ${error.message}`)
  }
}

// Some clients connect at the first command only; asked now, it is not the first visitor who hears
// that the address is wrong.
async function answering({ store, close }: OpenedStore, patience: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const seconds = `${patience / 1_000} seconds`
    const error = new WrongSetting(`SESSION_STORE: nobody answers there within ${seconds}`)
    timer = setTimeout(reject, patience, error)
  })
  try {
    await Promise.race([store.epoch(), late])
  } catch (error) {
    // What does not answer may not be closed in order either.
    close().catch(() => {})
    throw error
  } finally {
    clearTimeout(timer)
  }
}
