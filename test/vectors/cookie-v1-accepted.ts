/**
 * The inputs of the honoured cookies in `cookie-v1.json`. Entries are added at the end and never
 * changed.
 *
 * @module
 */

import {
  type AcceptedVector,
  completed,
  fixedHex,
  type VectorRecord,
  type VectorSecret,
} from './cookie-v1.ts'

/** The secret of most vectors. */
export const secret: VectorSecret = { text: 'vector-secret-1: 9fK2xQ7mZr4TbW8c' }
/** A second secret, older or newer as the ring has it. */
export const otherSecret: VectorSecret = { text: 'vector-secret-2: Lp5VnY0sHd3GjE6u' }
/** A secret of raw bytes. */
const rawSecret: VectorSecret = { hex: fixedHex('vector-secret-3', 32) }
/** The default name. */
export const cookieName = '__Host-Http-session'

interface Special {
  readonly secrets?: readonly VectorSecret[]
  readonly sealedBy?: number
  readonly cookieName?: string
  readonly nonce?: string
}

const began = 1_800_000_000
const lastInstant = 2 ** 40 - 1
const login = { authenticatedAt: began + 5, subject: 'john_doe' }

function vector(
  name: string,
  record: Partial<VectorRecord>,
  { secrets = [secret], sealedBy = 0, ...special }: Special = {},
): AcceptedVector {
  return completed({
    name,
    secrets,
    sealedBy,
    cookieName: special.cookieName ?? cookieName,
    nonce: special.nonce ?? fixedHex(`nonce: ${name}`, 24),
    record: {
      id: fixedHex(`id: ${name}`, 16),
      createdAt: began,
      touchedAt: began + 60,
      authenticatedAt: null,
      subject: null,
      permanent: false,
      flashes: [],
      body: json('{}'),
      ...record,
    },
  })
}

function json(text: string): VectorRecord['body'] {
  return { text, rich: false }
}

function rich(text: string): VectorRecord['body'] {
  return { text, rich: true }
}

/** Every honoured cookie, in the order of the file. */
export const accepted: readonly AcceptedVector[] = [
  vector('nothing but the fixed fields and an empty object', {}),
  vector('one key', { body: json('{"visits":3}') }),
  vector('a login and no data', login),
  vector('a login with data', {
    ...login,
    body: json('{"userId":123,"username":"john_doe","visits":3,"cart":{"7":2}}'),
  }),
  vector('one flash message and no data', { flashes: [{ text: 'Saved', category: 'message' }] }),
  vector('several flash messages beside a login', {
    ...login,
    flashes: [
      { text: 'Saved', category: 'success' },
      { text: '', category: '' },
      { text: '"quotes" \\ and\nlines', category: 'error' },
    ],
    body: json('{"visits":1}'),
  }),
  vector('permanent', { permanent: true, body: json('{"visits":1}') }),
  vector('permanent, logged in, with a message and rich data', {
    ...login,
    permanent: true,
    flashes: [{ text: 'Welcome', category: 'message' }],
    body: rich('[{"since":1},["Date","2027-01-15T08:00:00.000Z"]]'),
  }),
  vector('rich data: numbers that JSON cannot write', {
    body: rich('[{"list":1},[-3,-4,-5,-6,-1]]'),
  }),
  vector('rich data: Map, Set, bigint and bytes', {
    body: rich(
      '[{"map":1,"set":3,"big":5,"bytes":6},["Map",2,2],"a",["Set",4],1,["BigInt","7"],["Bytes",7],[8],"AQID"]',
    ),
  }),
  vector('a body beyond ASCII', { body: json('{"name":"Zoë 🧥","größe":"M"}') }),
  vector('rich data beyond ASCII', { body: rich('[{"größe":-1}]') }),
  vector('half of a surrogate pair, escaped', { body: json('{"half":"\\ud800"}') }),
  vector('a subject beyond ASCII', {
    authenticatedAt: began,
    subject: 'zoë@größe.example',
    body: json('{}'),
  }),
  vector('a subject of 512 bytes', { authenticatedAt: began, subject: 's'.repeat(512) }),
  vector('flash messages beyond ASCII beside an ASCII body', {
    flashes: [{ text: 'Grüße 🧥', category: 'größe' }],
    body: json('{"visits":1}'),
  }),
  vector('the last instants there are', {
    createdAt: lastInstant,
    touchedAt: lastInstant,
    authenticatedAt: lastInstant,
    subject: 'john_doe',
  }),
  vector('the first instants there are', {
    createdAt: 0,
    touchedAt: 0,
    authenticatedAt: 0,
    subject: '0',
  }),
  vector('instants on both sides of 32 bits', {
    createdAt: 2 ** 32 - 1,
    touchedAt: 2 ** 32,
    body: json('{"visits":1}'),
  }),
  vector('an id of zeros', { id: '00'.repeat(16), body: json('{"visits":1}') }),
  vector('an id and a nonce of ones', { id: 'ff'.repeat(16) }, { nonce: 'ff'.repeat(24) }),
  vector('a nonce of zeros', { body: json('{"visits":1}') }, { nonce: '00'.repeat(24) }),
  vector('a key __proto__', { body: json('{"__proto__":{"isAdmin":true}}') }),
  vector('bytes that leave one over from groups of three', { body: json('{"a":10}') }),
  vector('bytes that leave two over from groups of three', { body: json('{"a":100}') }),
  vector('a kilobyte of data', { body: json(`{"text":"${'coatcheck '.repeat(100)}"}`) }),
  vector('sealed under the older of two secrets', login, {
    secrets: [otherSecret, secret],
    sealedBy: 1,
  }),
  vector('sealed under the newest of three secrets', login, {
    secrets: [rawSecret, otherSecret, secret],
    sealedBy: 0,
  }),
  vector('sealed under a secret of raw bytes', login, { secrets: [rawSecret] }),
  vector('under the plain name', login, { cookieName: 'session' }),
  vector('under another prefix', login, { cookieName: '__Secure-sid' }),
]
