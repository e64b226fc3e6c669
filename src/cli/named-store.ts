/**
 * The store that a verb works on, from its address.
 *
 * @module
 */

import { existsSync } from 'node:fs'
import { CoatcheckError } from '../errors.ts'
import type { Store } from '../store.ts'
import { type OpenedStore, openStore } from '../stores/open.ts'
import type { ExitCode } from './terminal.ts'
import { WrongUse } from './wrong-use.ts'

/** The option that names a store, for every verb that needs one. */
export const storeArgument = {
  type: 'string',
  valueHint: 'URL',
  description: 'sqlite:, redis:, postgres: … (default: SESSION_STORE in the environment)',
} as const

/**
 * Opens the store, lets a verb use it, and closes it.
 *
 * @throws {WrongUse} when no address is given, or it is none of a store
 * @throws {CoatcheckError} `ERR_STORE_UNAVAILABLE`, without the address's password
 */
export async function withNamedStore(
  named: unknown,
  use: (store: Store) => Promise<ExitCode>,
): Promise<ExitCode> {
  const address = addressOf(named)
  try {
    const { store, close } = await opened(address)
    try {
      return await use(store)
    } finally {
      await close()
    }
  } catch (error) {
    throw withoutPassword(error, address)
  }
}

/**
 * Gives the address that was named, on the command line or in the environment.
 *
 * @throws {WrongUse} when there is none, or it is that of a file that does not exist
 */
export function addressOf(named: unknown): string {
  const address = typeof named === 'string' ? named : (process.env['SESSION_STORE'] ?? '')
  if (address === '') {
    throw new WrongUse('say which store: give --store URL, or set SESSION_STORE in the environment')
  }
  // The store would make an empty one where a path is mistyped.
  const [, path] = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(address) ?? []
  if (path !== undefined && path !== ':memory:' && !existsSync(path)) {
    throw new WrongUse('there is no such SQLite file; check the path in --store')
  }
  return address
}

async function opened(address: string): Promise<OpenedStore> {
  try {
    return await openStore(address)
  } catch (error) {
    if (error instanceof CoatcheckError && error.code === 'ERR_STORE_SETUP') {
      throw new WrongUse(error.message)
    }
    throw error
  }
}

/** Gives an error whose message quotes neither the address nor the password in it. */
export function withoutPassword(error: unknown, address: string): unknown {
  if (!(error instanceof Error)) return error
  const password = URL.canParse(address) ? new URL(address).password : ''
  const hidden = [address, password, decoded(password)].filter((text) => text !== '')
  if (!hidden.some((text) => error.message.includes(text))) return error
  const message = hidden.reduce((text, secret) => text.replaceAll(secret, '…'), error.message)
  return error instanceof WrongUse ? new WrongUse(message) : new Error(message)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
