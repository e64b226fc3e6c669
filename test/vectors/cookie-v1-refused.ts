/**
 * The refused cookies of `cookie-v1.json`, made from honoured ones. Entries are added at the end
 * and never changed.
 *
 * @module
 */

import { envelope } from '../../src/crypto/envelope.ts'
import type { Purpose } from '../../src/crypto/key-ring.ts'
import { toBase64url } from '../../src/encoding/base64url.ts'
import type { RejectionReason } from '../../src/rejection.ts'
import {
  completed,
  fixedHex,
  hexOf,
  type RefusedVector,
  ringOf,
  sealedWith,
  type VectorSecret,
} from './cookie-v1.ts'
import { cookieName, otherSecret, secret } from './cookie-v1-accepted.ts'

const good = completed({
  name: 'the cookie that the refused ones are made from',
  secrets: [secret],
  sealedBy: 0,
  cookieName,
  nonce: fixedHex('nonce: refused', 24),
  record: {
    id: fixedHex('id: refused', 16),
    createdAt: 1_800_000_000,
    touchedAt: 1_800_000_060,
    authenticatedAt: 1_800_000_005,
    subject: 'john_doe',
    permanent: true,
    flashes: [{ text: 'Saved', category: 'message' }],
    body: { text: '{"visits":30}', rich: false },
  },
})
const bytes = new Uint8Array(Buffer.from(good.cookie, 'base64url'))
const plaintext = new Uint8Array(Buffer.from(good.plaintext, 'hex'))

interface Reading {
  readonly secrets?: readonly VectorSecret[]
  readonly cookieName?: string
}

function vector(
  name: string,
  reason: RejectionReason,
  cookie: string | Uint8Array,
  reading: Reading = {},
): RefusedVector {
  return {
    name,
    secrets: reading.secrets ?? [secret],
    cookieName: reading.cookieName ?? cookieName,
    cookie: typeof cookie === 'string' ? cookie : toBase64url(cookie),
    reason,
  }
}

/** The good cookie's bytes with some of them changed. */
function changed(at: number, change: (byte: number) => number, source = bytes): Uint8Array {
  const index = at < 0 ? source.length + at : at
  return source.map((byte, i) => (i === index ? change(byte) : byte))
}

function flip(byte: number): number {
  return byte ^ 1
}

/** Bytes sealed as they should be, and yet no record. */
function sealedBytes(content: Uint8Array): string {
  return sealedWith(good, content)
}

function forPurpose(purpose: Purpose): Uint8Array {
  const nonce = Buffer.from(good.nonce, 'hex')
  return envelope(ringOf([secret]), purpose, cookieName).seal(plaintext, nonce)
}

function underOtherKeyId(): Uint8Array {
  const other = envelope(ringOf([otherSecret]), 'cookie', cookieName).seal(new Uint8Array(0))
  const relabelled = bytes.slice()
  relabelled.set(other.subarray(1, 5), 1)
  return relabelled
}

/** A record's plaintext with its messages replaced by a text of the same length in bytes. */
function withMessages(json: string): Uint8Array {
  const from = Buffer.from('[["message","Saved"]]')
  const at = Buffer.from(plaintext).indexOf(from)
  const content = plaintext.slice()
  content.set(Buffer.from(json.padEnd(from.length)), at)
  if (json.length > from.length || at < 0) throw new RangeError(`no room for ${hexOf(content)}`)
  return content
}

/** Every refused cookie, in the order of the file. */
export const refused: readonly RefusedVector[] = [
  vector('no text', 'malformed', ''),
  vector('one character too short for any cookie', 'malformed', good.cookie.slice(0, 59)),
  vector(
    'only the fields around the content, one byte missing',
    'malformed',
    bytes.subarray(0, 44),
  ),
  vector('4,097 characters', 'malformed', good.cookie.padEnd(4_097, 'A')),
  vector('a blank before', 'malformed', ` ${good.cookie}`),
  vector('a line break after', 'malformed', `${good.cookie}\n`),
  vector('padding', 'malformed', `${good.cookie}=`),
  vector('quotes', 'malformed', `"${good.cookie}"`),
  vector('percent encoding', 'malformed', `${good.cookie.slice(0, -1)}%41`),
  vector('the alphabet with + and /', 'malformed', otherAlphabet()),
  vector('loose bits in the last character', 'malformed', looseBits()),
  vector(
    'version 0',
    'malformed',
    changed(0, () => 0),
  ),
  vector(
    'version 2',
    'malformed',
    changed(0, () => 2),
  ),
  vector('a bit of the key id flipped', 'unknown-key', changed(1, flip)),
  vector('a secret that is not in the ring', 'unknown-key', bytes, { secrets: [otherSecret] }),
  vector('a bit of the nonce flipped', 'tampered', changed(5, flip)),
  vector('the last bit of the nonce flipped', 'tampered', changed(28, flip)),
  vector('a bit of the content flipped', 'tampered', changed(29, flip)),
  vector('a bit of the tag flipped', 'tampered', changed(-1, flip)),
  vector('the last byte missing', 'tampered', bytes.subarray(0, -1)),
  vector('a byte too many', 'tampered', new Uint8Array([...bytes, 0])),
  vector('the key id of another secret of the ring', 'tampered', underOtherKeyId(), {
    secrets: [secret, otherSecret],
  }),
  vector('read under the plain name', 'tampered', bytes, { cookieName: 'session' }),
  vector('read under the name in another case', 'tampered', bytes, {
    cookieName: cookieName.toLowerCase(),
  }),
  vector('sealed as a ticket', 'tampered', forPurpose('ticket')),
  vector('sealed as an entry', 'tampered', forPurpose('entry')),
  vector('sealed bytes: none', 'malformed', sealedBytes(new Uint8Array(0))),
  vector(
    'sealed bytes: a flag that nobody knows',
    'malformed',
    sealedBytes(changed(0, (byte) => byte | 32, plaintext)),
  ),
  vector('sealed bytes: the id cut off', 'malformed', sealedBytes(plaintext.subarray(0, 10))),
  vector('sealed bytes: the instants cut off', 'malformed', sealedBytes(plaintext.subarray(0, 24))),
  vector('sealed bytes: the subject cut off', 'malformed', sealedBytes(plaintext.subarray(0, 37))),
  vector('sealed bytes: the messages cut off', 'malformed', sealedBytes(plaintext.subarray(0, 50))),
  vector('sealed bytes: messages that are no JSON', 'malformed', sealedBytes(withMessages('[['))),
  vector(
    'sealed bytes: messages that are no list',
    'malformed',
    sealedBytes(withMessages('{"a":"b"}')),
  ),
  vector(
    'sealed bytes: a message that is no pair',
    'malformed',
    sealedBytes(withMessages('["Saved"]')),
  ),
  vector(
    'sealed bytes: a message that is no text',
    'malformed',
    sealedBytes(withMessages('[["message",7]]')),
  ),
]

function otherAlphabet(): string {
  const text = Buffer.from(bytes).toString('base64').replace(/=+$/, '')
  if (!/[+/]/.test(text)) throw new RangeError('the cookie shows no difference')
  return text
}

function looseBits(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(good.cookie.slice(-1))
  if (bytes.length % 3 === 0) throw new RangeError('the cookie has no loose bits')
  return good.cookie.slice(0, -1) + alphabet.charAt(last + 1)
}
