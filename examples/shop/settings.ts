/**
 * What the environment may choose, `.env` and `.flaskenv` included.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { loadEnvFile } from 'node:process'

/** A setting that cannot be followed; its message is one line for whoever set it. */
export class WrongSetting extends Error {
  override readonly name: string = 'WrongSetting'
}

/** Where the shop listens. */
export interface Address {
  /** The name or address of the interface (`127.0.0.1`). */
  readonly host: string
  /** The port, or `0` for any free one (`3000`). */
  readonly port: number
}

/** The environment, as Node gives it. */
export type Environment = Record<string, string | undefined>

/** Reads `.env`, then `.flaskenv`; what is set already stays, as in Flask. */
export function readEnvFiles(): void {
  for (const file of ['.env', '.flaskenv']) {
    if (!existsSync(file)) continue
    try {
      loadEnvFile(file)
    } catch {
      throw new WrongSetting(`${file} cannot be read`)
    }
  }
}

/**
 * Sets a secret for this run where none is set, and says so.
 *
 * In production nothing is set: a secret that changes with every start logs everybody out.
 */
export function makeUpSecret(env: Environment, log: (line: string) => void): void {
  if (env['SECRET_KEY'] || env['NODE_ENV'] === 'production') return
  env['SECRET_KEY'] = randomBytes(32).toString('base64url')
  log(
    'SECRET_KEY is not set: using a random one, so sessions end with this run. ' +
      'To keep them, put SECRET_KEY=… into .env; `npx coatcheck keygen` makes one.',
  )
}

/** Gives the address of the store that sessions are kept in, or `undefined` for their cookie. */
export function storeAddressOf(env: Environment): string | undefined {
  const address = env['SESSION_STORE'] || 'cookie:'
  return address === 'cookie:' ? undefined : address
}

/** Who else reads the session cookie: nobody, or a Flask app with the same `SECRET_KEY`. */
export type SessionFormat = 'own' | 'flask'

/**
 * Gives the format of the session cookie.
 *
 * @throws {WrongSetting} when it is not known, or asked for beside a store
 */
export function formatOf(env: Environment): SessionFormat {
  const format = env['SESSION_FORMAT'] || 'own'
  if (format === 'own') return format
  if (format !== 'flask') {
    throw new WrongSetting('SESSION_FORMAT: give flask, or leave it unset')
  }
  if (storeAddressOf(env) !== undefined) {
    throw new WrongSetting(
      'SESSION_FORMAT: Flask finds everything in the cookie and nothing in a store; ' +
        'leave SESSION_STORE unset',
    )
  }
  return format
}

/**
 * Says whether visitors carry a copy of their session, so that reading it asks no store.
 *
 * @throws {WrongSetting} when it says neither yes nor no, or there is no store
 */
export function cacheInCookieOf(env: Environment): boolean {
  const text = (env['SESSION_CACHE_IN_COOKIE'] || '0').toLowerCase()
  if (text === '0' || text === 'false') return false
  if (text !== '1' && text !== 'true') {
    throw new WrongSetting('SESSION_CACHE_IN_COOKIE: give 1 or 0')
  }
  if (storeAddressOf(env) === undefined) {
    throw new WrongSetting(
      'SESSION_CACHE_IN_COOKIE: there is nothing to copy without a store; set SESSION_STORE too',
    )
  }
  return true
}

/** @throws {WrongSetting} when `PORT` is not a port */
export function addressOf(env: Environment): Address {
  const port = env['PORT'] || '3000'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new WrongSetting('PORT: give a number from 0 to 65535')
  }
  return { host: env['HOST'] || '127.0.0.1', port: Number(port) }
}

/** Writes where a server listens so that it can be opened in a browser. */
export function urlAt(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return String(address)
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
