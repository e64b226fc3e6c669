import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealedCodec } from '../../src/codecs/sealed.ts'
import { envelope, envelopeBytes } from '../../src/crypto/envelope.ts'
import { keyRing } from '../../src/crypto/key-ring.ts'
import { fromBase64url, toBase64url } from '../../src/encoding/base64url.ts'
import { binaryOf } from '../../src/encoding/binary-string.ts'
import { isRejection, type RejectionReason } from '../../src/rejection.ts'
import { plan } from './plan.ts'

const newest = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const older = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const stranger = 'Hn4TqVzX6bKm2PwYs8RjLcGdFe0AoUi3'
const name = '__Host-Http-session'

const ring = keyRing([newest, older])
const codec = sealedCodec(ring)
const sealed = codec.seal(
  {
    id: new Uint8Array(16).fill(7),
    createdAt: 1_800_000_000,
    touchedAt: 1_800_000_060,
    authenticatedAt: 1_800_000_000,
    subject: 'john_doe',
    permanent: true,
    flashes: [{ text: 'Saved', category: 'message' }],
    body: { text: '{"cart":{"7":2}}', rich: false },
  },
  name,
)
const bytes = bytesOf(sealed)

function bytesOf(text: string): Uint8Array {
  const decoded = fromBase64url(text)
  if (decoded === undefined) throw new Error('the text is not canonical')
  return decoded
}

/** Why the codec refuses a text, or that it does not. */
function reasonFor(text: string, cookieName = name): RejectionReason | 'accepted' {
  const result = codec.unseal(text, cookieName)
  return isRejection(result) ? result.rejected : 'accepted'
}

function withBit(source: Uint8Array, bit: number): Uint8Array {
  return source.map((byte, i) => (i === bit >>> 3 ? byte ^ (1 << (bit & 7)) : byte))
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

describe('a sealed cookie', () => {
  it('is accepted as it is', () => {
    expect(reasonFor(sealed)).toBe('accepted')
  })

  it('is refused with any single bit of its bytes flipped, with the reason of the field', () => {
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const at = bit >>> 3
      const expected = at === 0 ? 'malformed' : at < 5 ? 'unknown-key' : 'tampered'
      expect(reasonFor(toBase64url(withBit(bytes, bit))), `bit ${bit}`).toBe(expected)
    }
  })

  it('is refused with any single bit of its text flipped', () => {
    for (let at = 0; at < sealed.length; at += 1) {
      for (let bit = 0; bit < 16; bit += 1) {
        const flipped = String.fromCharCode(sealed.charCodeAt(at) ^ (1 << bit))
        const text = sealed.slice(0, at) + flipped + sealed.slice(at + 1)
        expect(reasonFor(text), `character ${at}, bit ${bit}`).toMatch(
          /^(?:malformed|unknown-key|tampered)$/,
        )
      }
    }
  })

  it('is refused with any of its endings cut off, in bytes and in characters', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = toBase64url(bytes.subarray(0, length))
      expect(reasonFor(cut)).toBe(length < envelopeBytes ? 'malformed' : 'tampered')
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(reasonFor(sealed.slice(0, length))).toMatch(/^(?:malformed|tampered)$/)
      expect(reasonFor(sealed.slice(length + 1))).not.toBe('accepted')
    }
  })

  it('is refused with anything before, within or after it', () => {
    const extra = fc.uint8Array({ minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(extra, fc.nat({ max: bytes.length }), (more, at) => {
        const longer = joined(bytes.subarray(0, at), more, bytes.subarray(at))
        expect(reasonFor(toBase64url(longer))).toMatch(/^(?:malformed|unknown-key|tampered)$/)
      }),
      plan,
    )
  })

  it('is refused in every second spelling of the same bytes', () => {
    const spellings = fc.constantFrom(
      ...[' ', '\t', '\n', '\r\n', '=', '==', '.', '%', '"', '\0', '\u00a0', '\ufeff', 'é', '🧥'],
    )
    fc.assert(
      fc.property(spellings, fc.nat({ max: sealed.length }), (more, at) => {
        expect(reasonFor(sealed.slice(0, at) + more + sealed.slice(at))).toBe('malformed')
      }),
      plan,
    )
    expect(reasonFor(Buffer.from(bytes).toString('base64'))).toBe('malformed')
    expect(reasonFor(encodeURIComponent(`${sealed}=`))).toBe('malformed')
    expect(reasonFor(`"${sealed}"`)).toBe('malformed')
  })

  it('is refused with other loose bits in its last character', () => {
    for (const extra of [1, 2]) {
      const text = sealedOfLength(extra)
      const others = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const sameBytes = [...others]
        .map((last) => text.slice(0, -1) + last)
        .filter((other) => Buffer.from(other, 'base64url').equals(Buffer.from(text, 'base64url')))
      expect(sameBytes.length).toBeGreaterThan(1)
      for (const other of sameBytes) {
        const result = codec.unseal(other, name)
        expect(isRejection(result) ? result.rejected : 'accepted').toBe(
          other === text ? 'accepted' : 'malformed',
        )
      }
    }
  })

  it('is refused under every other name', () => {
    const other = fc
      .oneof(
        fc.string({ maxLength: 40 }),
        fc.constantFrom('session', 'Session', `${name}2`, name.toLowerCase(), `${name}\0`, ''),
      )
      .filter((text) => text !== name)
    fc.assert(
      fc.property(other, (cookieName) => {
        expect(reasonFor(sealed, cookieName)).toBe('tampered')
      }),
      plan,
    )
  })

  it('is refused when it was sealed for another purpose', () => {
    for (const purpose of ['ticket', 'entry', 'test-fixture'] as const) {
      const foreign = envelope(ring, purpose, name).seal(new Uint8Array(40))
      expect(reasonFor(toBase64url(foreign))).toBe('tampered')
    }
  })

  it('is refused under the key id of another secret of the same ring', () => {
    const [first, second] = [newest, older].map((secret) =>
      envelope(keyRing(secret), 'cookie', name).seal(new Uint8Array(40), new Uint8Array(24)),
    )
    if (first === undefined || second === undefined) throw new Error('there are two secrets')
    expect(reasonFor(toBase64url(first))).toBe('accepted')
    expect(reasonFor(toBase64url(second))).toBe('accepted')
    first.set(second.subarray(1, 5), 1)
    expect(reasonFor(toBase64url(first))).toBe('tampered')
  })

  it('is refused as of an unknown key when a stranger sealed it', () => {
    const foreign = envelope(keyRing(stranger), 'cookie', name).seal(new Uint8Array(40))
    expect(reasonFor(toBase64url(foreign))).toBe('unknown-key')
  })

  it('is refused under every version but 1', () => {
    for (let version = 0; version < 256; version += 1) {
      const text = toBase64url(joined(new Uint8Array([version]), bytes.subarray(1)))
      expect(reasonFor(text)).toBe(version === 1 ? 'accepted' : 'malformed')
    }
  })

  it('gives no record from bytes that are none, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (plaintext) => {
        const record = codec.parse(binaryOf(plaintext))
        if (isRejection(record)) expect(record.rejected).toBe('malformed')
        else expect(record.id).toHaveLength(16)
      }),
      plan,
    )
  })
})

describe('any text at all', () => {
  it('is refused with a reason and never throws', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.base64String({ maxLength: 6_000 }),
      fc.uint8Array({ maxLength: 200 }).map(toBase64url),
      fc.uint8Array({ maxLength: 200 }).map((noise) => {
        const end = joined(bytes.subarray(0, 5), noise)
        return toBase64url(end)
      }),
    )
    fc.assert(
      fc.property(text, (value) => {
        expect(reasonFor(value)).toMatch(/^(?:malformed|unknown-key|tampered)$/)
      }),
      plan,
    )
  })
})

/** A sealed cookie whose bytes leave this many over from groups of three. */
function sealedOfLength(extra: number): string {
  for (let length = 0; length < 3; length += 1) {
    const text = toBase64url(envelope(ring, 'cookie', name).seal(new Uint8Array(length + 30)))
    if (Buffer.from(text, 'base64url').length % 3 === extra) return text
  }
  throw new Error('one of three lengths fits')
}
