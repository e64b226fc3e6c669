import { createSessions, type SessionEvent } from 'coatcheck'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeRecord } from '../../src/codecs/record-layout.ts'
import { envelope } from '../../src/crypto/envelope.ts'
import { keyRing, type Purpose } from '../../src/crypto/key-ring.ts'
import { fromBase64url, toBase64url } from '../../src/encoding/base64url.ts'
import {
  type Choices,
  localShop,
  secretA,
  secretB,
  secureName,
  shop,
  visitorOf,
} from './visitor.ts'

interface Data {
  visits: number
}

const now = 1_800_000_000
const record = {
  id: new Uint8Array(16),
  createdAt: now,
  touchedAt: now,
  authenticatedAt: now,
  subject: 'ada',
  permanent: false,
  flashes: [],
  body: { text: '{"visits":7}', rich: false },
}

afterEach(() => {
  vi.restoreAllMocks()
})

/** What comes of a cookie: the subject, and the reasons of its refusal. */
async function presented(
  name: string,
  value: string,
  options: Choices<Data> = {},
  url: string = shop,
) {
  const reasons: string[] = []
  const onEvent = (event: SessionEvent): void => {
    if (event.type === 'rejected') reasons.push(event.reason)
  }
  const sessions = createSessions<Data>({ secrets: secretA, now: () => now, onEvent, ...options })
  const { value: subject } = await visitorOf(sessions, url, new Map([[name, value]])).visit(
    (session) => session.subject,
  )
  return { subject, reasons }
}

const sealed = (purpose: Purpose, name: string, secret = secretA): string =>
  toBase64url(envelope(keyRing(secret), purpose, name).seal(writeRecord(record)))

describe('a sealed cookie', () => {
  it('is honoured under its own name', async () => {
    expect(await presented(secureName, sealed('cookie', secureName))).toEqual({
      subject: 'ada',
      reasons: [],
    })
  })

  it('is refused under another name of the same app', async () => {
    const value = sealed('cookie', '__Host-Http-admin')
    expect(await presented(secureName, value)).toEqual({ subject: null, reasons: ['tampered'] })
  })

  it('is refused in the local form when it was made in the secure form, and the reverse', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const asLocal = await presented('session', sealed('cookie', secureName), {}, localShop)
    const asSecure = await presented(secureName, sealed('cookie', 'session'))
    expect(asLocal).toEqual({ subject: null, reasons: ['tampered'] })
    expect(asSecure).toEqual({ subject: null, reasons: ['tampered'] })
  })

  it.each<Purpose>(['ticket', 'entry', 'test-fixture'])(
    'is refused when it was sealed as %s',
    async (purpose) => {
      expect(await presented(secureName, sealed(purpose, secureName))).toEqual({
        subject: null,
        reasons: ['tampered'],
      })
    },
  )

  it('is not looked for under any other name', async () => {
    const value = sealed('cookie', secureName)
    for (const name of ['session', '__Host-session', `x${secureName}`, secureName.toLowerCase()]) {
      expect(await presented(name, value)).toEqual({ subject: null, reasons: [] })
    }
  })
})

describe('version and key id', () => {
  const bytes = (): Uint8Array => {
    const decoded = fromBase64url(sealed('cookie', secureName))
    if (decoded === undefined) throw new Error('a sealed cookie is base64url')
    return Uint8Array.from(decoded)
  }

  it('are authenticated: another version is refused', async () => {
    const other = bytes()
    other[0] = 2
    expect((await presented(secureName, toBase64url(other))).reasons).toEqual(['malformed'])
  })

  it('are authenticated: the key id of another secret of the ring is refused', async () => {
    const relabelled = bytes()
    const theirs = fromBase64url(sealed('cookie', secureName, secretB)) ?? new Uint8Array(5)
    relabelled.set(theirs.subarray(1, 5), 1)
    const options = { secrets: [secretA, secretB] }
    expect((await presented(secureName, toBase64url(relabelled), options)).reasons).toEqual([
      'tampered',
    ])
  })

  it('pick the key: a key id that is not in the ring is told apart from a forgery', async () => {
    const value = sealed('cookie', secureName, secretB)
    expect((await presented(secureName, value)).reasons).toEqual(['unknown-key'])
  })
})

describe('every single bit of a cookie', () => {
  it('counts: with any one of them flipped it is refused, and never honoured', async () => {
    const original = fromBase64url(sealed('cookie', secureName)) ?? new Uint8Array()
    const reasons = new Set<string>()
    for (let bit = 0; bit < original.length * 8; bit += 1) {
      const flipped = Uint8Array.from(original)
      const at = bit >> 3
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7))
      const result = await presented(secureName, toBase64url(flipped))
      expect(result.subject).toBeNull()
      expect(result.reasons).toHaveLength(1)
      reasons.add(result.reasons.join())
    }
    expect([...reasons].sort()).toEqual(['malformed', 'tampered', 'unknown-key'])
  })
})

describe('a second spelling of the same bytes', () => {
  it.each([
    ['padding', (text: string) => `${text}==`],
    ['quotes', (text: string) => `"${text}"`],
    ['loose bits at the end', (text: string) => `${text.slice(0, -1)}${looser(text)}`],
    ['the other alphabet', (text: string) => text.replaceAll('-', '+').replaceAll('_', '/')],
    ['percent encoding', (text: string) => `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`],
  ])('is malformed: %s', async (_what, respell) => {
    // A nonce of 0xff bytes puts '_' into the text; 62 bytes of it leave bits over at its end.
    const plaintext = writeRecord({ ...record, subject: 'adas' })
    const value = toBase64url(
      envelope(keyRing(secretA), 'cookie', secureName).seal(
        plaintext,
        new Uint8Array(24).fill(0xff),
      ),
    )
    expect((await presented(secureName, value)).subject).toBe('adas')
    expect(value.length % 4).not.toBe(0)
    expect((await presented(secureName, respell(value))).reasons).toEqual(['malformed'])
  })
})

// The next letter of the alphabet differs in the lowest bit only, which spells no byte.
function looser(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(text.slice(-1)) + 1] ?? '_'
}
