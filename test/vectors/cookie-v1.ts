/**
 * The shape of `cookie-v1.json`, and how one of its entries is made: fixed secrets and nonces,
 * given below the public surface, so that the same cookie comes out every time.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { writeRecord } from '../../src/codecs/record-layout.ts'
import { envelope } from '../../src/crypto/envelope.ts'
import { type KeyRing, keyRing } from '../../src/crypto/key-ring.ts'
import { toBase64url } from '../../src/encoding/base64url.ts'
import type { SessionRecord } from '../../src/record.ts'
import type { RejectionReason } from '../../src/rejection.ts'

/** A secret as it is given to the app: text, or bytes in hexadecimal. */
export type VectorSecret = { readonly text: string } | { readonly hex: string }

/** A record in JSON: as it is, but for its id in hexadecimal. */
export type VectorRecord = Omit<SessionRecord, 'id'> & { readonly id: string }

/** A cookie that is honoured. */
export interface AcceptedVector {
  /** What is special about it; unique in the file. */
  readonly name: string
  /** The ring that reads it, newest first. */
  readonly secrets: readonly VectorSecret[]
  /** Which of them sealed it, from 0. */
  readonly sealedBy: number
  /** The cookie's name with its prefix. */
  readonly cookieName: string
  /** 24 bytes in hexadecimal. */
  readonly nonce: string
  /** What it holds. */
  readonly record: VectorRecord
  /** The record's bytes before they are sealed, in hexadecimal. */
  readonly plaintext: string
  /** The cookie's value. */
  readonly cookie: string
}

/** A cookie that is refused. */
export interface RefusedVector {
  /** What is wrong with it; unique in the file. */
  readonly name: string
  /** The ring that reads it, newest first. */
  readonly secrets: readonly VectorSecret[]
  /** The name it is read under. */
  readonly cookieName: string
  /** The cookie's value. */
  readonly cookie: string
  /** Why it is refused. */
  readonly reason: RejectionReason
}

/** The whole file. */
export interface CookieVectors {
  /** What it is. */
  readonly format: string
  /** Cookies that are honoured. */
  readonly accepted: readonly AcceptedVector[]
  /** Cookies that are refused. */
  readonly refused: readonly RefusedVector[]
}

/** Where the vectors are. */
export const cookieV1File: URL = new URL('cookie-v1.json', import.meta.url)

/** The secrets as an app would give them. */
export function ringOf(secrets: readonly VectorSecret[]): KeyRing {
  return keyRing(
    secrets.map((secret) =>
      'text' in secret ? secret.text : new Uint8Array(Buffer.from(secret.hex, 'hex')),
    ),
  )
}

/** The ring of the one secret that sealed a vector. */
function sealingRing({ secrets, sealedBy }: Pick<AcceptedVector, 'secrets' | 'sealedBy'>): KeyRing {
  const secret = secrets[sealedBy]
  if (secret === undefined) throw new RangeError(`there is no secret ${sealedBy}`)
  return ringOf([secret])
}

/** The record as the codec knows it. */
export function recordOf({ id, ...rest }: VectorRecord): SessionRecord {
  return { ...rest, id: new Uint8Array(Buffer.from(id, 'hex')) }
}

/** Bytes in hexadecimal. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** As many bytes as wanted, at most 32, that depend on a label only; in hexadecimal. */
export function fixedHex(label: string, bytes: number): string {
  return hexOf(createHash('sha256').update(label).digest().subarray(0, bytes))
}

/** Seals bytes as a vector's secret and nonce demand. */
export function sealedWith(
  vector: Pick<AcceptedVector, 'secrets' | 'sealedBy' | 'cookieName' | 'nonce'>,
  plaintext: Uint8Array,
): string {
  const sealed = envelope(sealingRing(vector), 'cookie', vector.cookieName)
  return toBase64url(sealed.seal(plaintext, Buffer.from(vector.nonce, 'hex')))
}

/** Fills in what follows from a vector's inputs. */
export function completed(input: Omit<AcceptedVector, 'plaintext' | 'cookie'>): AcceptedVector {
  const plaintext = writeRecord(recordOf(input.record))
  return { ...input, plaintext: hexOf(plaintext), cookie: sealedWith(input, plaintext) }
}
