/**
 * FLOOR: the least that an encrypted cookie session can do, written by hand. A session is opened at
 * its first use and sealed when it says that it changed: AES-256-GCM by `node:crypto`, one key kept,
 * nonces from a pool, JSON of ASCII, base64url, one `Set-Cookie`. It knows no expiry, no rotation
 * and no other script: something to measure against, not something to use.
 *
 * @module
 */

import { createCipheriv, createDecipheriv, createSecretKey, randomFillSync } from 'node:crypto'

const [name, nonceBytes, tagBytes] = ['session', 12, 16]
const key = createSecretKey(Buffer.alloc(32, 'a key that every process shares '))
const pool = Buffer.alloc(341 * nonceBytes)
const algorithm = 'aes-256-gcm'
const prefix = `${name}=`
const attributes = '; Path=/; HttpOnly; Secure; SameSite=Lax'
let taken = pool.length

/** A session that is opened when it is first used. */
export class FloorSession {
  readonly #cookie: string | undefined
  #data: Record<string, unknown> | undefined
  #isChanged = false

  /** @param cookie the request's `Cookie` header */
  constructor(cookie: string | undefined) {
    this.#cookie = cookie
  }

  /** What it holds. */
  get data(): Readonly<Record<string, unknown>> {
    this.#data ??= opened(this.#cookie)
    return this.#data
  }

  /** Changes what it holds. */
  set(key: string, value: unknown): void {
    this.#data ??= opened(this.#cookie)
    this.#data[key] = value
    this.#isChanged = true
  }

  /** The line of `Set-Cookie` that keeps it, when it changed. */
  get setCookie(): string | undefined {
    return this.#isChanged ? `${prefix}${sealed(this.#data)}${attributes}` : undefined
  }
}

function opened(cookie: string | undefined): Record<string, unknown> {
  if (cookie === undefined) return {}
  const start = cookie.indexOf(prefix)
  if (start < 0) return {}
  const end = cookie.indexOf(';', start)
  const text = cookie.slice(start + prefix.length, end < 0 ? undefined : end)
  try {
    return unsealed(Buffer.from(text, 'base64url'))
  } catch {
    return {}
  }
}

function unsealed(bytes: Buffer): Record<string, unknown> {
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
  const body = decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes))
  decipher.final()
  return JSON.parse(body.toString('latin1'))
}

function sealed(data: unknown): string {
  if (taken === pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  const nonce = pool.subarray(taken, taken + nonceBytes)
  taken += nonceBytes
  const cipher = createCipheriv(algorithm, key, nonce)
  const body = cipher.update(JSON.stringify(data), 'latin1')
  cipher.final()
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')
}
