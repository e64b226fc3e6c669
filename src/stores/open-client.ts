/**
 * What opening a store has to do with whichever client package: load it, read its address, and bound
 * how long anything may take.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Store } from '../store.ts'

/** A store with the connection it was opened with. */
export interface OpenedStore {
  /** The store. */
  readonly store: Store
  /** Closes the connection. */
  close(): Promise<void>
}

/** How long a server may take to answer, and a query to get a connection. */
export const patienceMilliseconds = 5_000

/**
 * Loads a client package.
 *
 * @throws {CoatcheckError} `ERR_STORE_SETUP` when it is missing
 */
export async function installed<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw new CoatcheckError(
      'ERR_STORE_SETUP',
      `this store needs the package ${name}, which cannot be loaded; npm install ${name}`,
      { cause },
    )
  }
}

/**
 * Makes a client of an address.
 *
 * @throws {CoatcheckError} `ERR_STORE_SETUP` when the address cannot be read
 */
export function valid<T>(make: () => T): T {
  try {
    return make()
  } catch {
    // Without its cause, which may quote the address with its password.
    throw new CoatcheckError(
      'ERR_STORE_SETUP',
      'the address of the store cannot be read; give scheme://user:password@host:port/name',
    )
  }
}

/** Hears the errors that clients report beside those they give to whoever asked. */
export function silent(): void {}

/** Nobody answered in time. */
export class LateAnswer extends Error {
  override readonly name: string = 'LateAnswer'
}

/**
 * Waits for an answer, but not for long.
 *
 * @param late takes an answer that came too late (default: it is dropped)
 * @throws {LateAnswer} when there is none after the patience of this module
 */
export async function inTime<T>(
  answer: Promise<T>,
  late: (answer: T) => void = silent,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isLate = false
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isLate = true
      reject(new LateAnswer(`no answer within ${patienceMilliseconds} ms`))
    }, patienceMilliseconds)
  })
  answer.then((given) => {
    if (isLate) late(given)
  }, silent)
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
