/**
 * Sessions of `@fastify/secure-session`, read once from their cookie:
 * `coatcheck/codecs/secure-session`. Needs the packages `@noble/ciphers` and `@noble/hashes`.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { isRejection } from '../rejection.ts'
import { type Duration, type Instant, secondsOf } from '../time.ts'
import {
  dataOf,
  firstHonoured,
  type OldCookieOptions,
  oldCookie,
  oldSession,
  without,
} from './old-cookie.ts'
import type { CookieReader, Reading } from './reader.ts'
import { openBox } from './secure-session-box.ts'
import { defaultSalt, derivedKey } from './secure-session-key.ts'

/** How `@fastify/secure-session` was set up; either with `keys` or with `secret`. */
export interface SecureSessionReaderOptions extends OldCookieOptions {
  /** Its `key`: one, or several, newest first; each 32 bytes, or their base64. */
  readonly keys?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined
  /**
   * Its `secret`, of at least 32 bytes. Its key is derived with Argon2id over 256 MB of memory when
   * the reader is made, which takes seconds; it may as well be derived once and given as `keys`.
   */
  readonly secret?: string | Uint8Array | undefined
  /** Its `salt`, of 16 bytes, where the app gave one with the secret. */
  readonly salt?: string | Uint8Array | undefined
  /** Its `cookieName`, or else its `sessionName` (default `'session'`). */
  readonly name?: string | undefined
  /** Its `expiry` (default 86,401 seconds), counted from the last change. */
  readonly expiry?: Duration | undefined
}

const keyBytes = 32
const saltBytes = 16
const timeKey = '__ts'

/**
 * Gives a reader of the cookies of `@fastify/secure-session`, for the option `acceptAlso`.
 *
 * A box does not name its key: each is tried in turn.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` with neither a key nor a secret; `ERR_SECRET_WEAK`
 * when a key is not 32 bytes long, or the secret shorter; `ERR_OPTIONS` when another option is not
 * what it has to be
 * @example
 * const sessions = createSessions({
 *   ...optionsFromEnv(),
 *   acceptAlso: [
 *     secureSessionReader({
 *       keys: readFileSync('secret-key'),
 *       until: '2027-03-01T00:00:00Z',
 *       subject: (data) => data['userId'],
 *     }),
 *   ],
 * })
 */
export function secureSessionReader(options: SecureSessionReaderOptions): CookieReader {
  const { name = 'session', expiry = 86_401 } = options
  const expirySeconds = secondsOf('secureSessionReader: expiry', expiry)
  const parts = oldCookie('@fastify/secure-session', [name], options)
  const keys = keysOf(options)

  function readBox(text: string, now: Instant): Reading {
    const content = openBox(text, keys)
    if (isRejection(content)) return content
    const data = dataOf(content.json, JSON.parse)
    const changedAt = data?.[timeKey]
    if (data === undefined || typeof changedAt !== 'number') return { rejected: 'malformed' }
    if (!(now < changedAt + expirySeconds)) return { rejected: 'idle' }
    return oldSession(without(data, timeKey), options, {
      identity: content.text,
      createdAt: Math.min(now, Math.floor(changedAt)),
    })
  }

  return {
    ...parts,
    read: (values, now) => firstHonoured(values(name), (text) => readBox(text, now)),
  }
}

function keysOf({ keys, secret, salt }: SecureSessionReaderOptions): readonly Uint8Array[] {
  if (keys !== undefined && secret !== undefined) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      'secureSessionReader: keys and secret: give one of them; with both, the old app used the key',
    )
  }
  if (secret !== undefined) return [derivedFrom(secret, salt)]
  const list = typeof keys === 'string' || keys instanceof Uint8Array ? [keys] : (keys ?? [])
  if (list.length === 0) throw missing()
  return list.map((key, index) => {
    const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : key
    if (bytes.length === keyBytes) return Uint8Array.from(bytes)
    throw new CoatcheckError(
      'ERR_SECRET_WEAK',
      `secureSessionReader: keys[${index}] has ${bytes.length} bytes and not ${keyBytes}`,
    )
  })
}

function derivedFrom(
  secret: string | Uint8Array,
  salt: string | Uint8Array = defaultSalt,
): Uint8Array {
  const secretBytes = Buffer.from(secret)
  if (secretBytes.length === 0) throw missing()
  if (secretBytes.length < keyBytes) {
    throw new CoatcheckError(
      'ERR_SECRET_WEAK',
      `secureSessionReader: secret has ${secretBytes.length} bytes, and ${keyBytes} are the least ` +
        'that @fastify/secure-session takes',
    )
  }
  const bytes = typeof salt === 'string' ? Buffer.from(salt, 'ascii') : salt
  if (bytes.length === saltBytes) return derivedKey(secretBytes, bytes)
  throw new CoatcheckError(
    'ERR_OPTIONS',
    `secureSessionReader: salt has ${bytes.length} bytes and not ${saltBytes}`,
  )
}

function missing(): CoatcheckError {
  return new CoatcheckError(
    'ERR_SECRET_MISSING',
    'secureSessionReader: keys: there is none; give the key that @fastify/secure-session has, or ' +
      'its secret',
  )
}
