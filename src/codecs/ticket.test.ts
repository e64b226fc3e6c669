import { describe, expect, it } from 'vitest'
import { envelope } from '../crypto/envelope.ts'
import { keyRing } from '../crypto/key-ring.ts'
import { toBase64url } from '../encoding/base64url.ts'
import { isRejection } from '../rejection.ts'
import { newToken, type Ticket, ticketCodec, tokenDigest } from './ticket.ts'

const newest = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const older = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const name = '__Host-Http-session'
const ticket: Ticket = {
  locator: new Uint8Array(16).fill(1),
  token: new Uint8Array(16).fill(2),
  createdAt: 1_800_000_000,
  absoluteDeadline: 2 ** 40 - 1,
}

function comparable({ locator, token, ...instants }: Ticket): unknown {
  return { ...instants, locator: [...locator], token: [...token] }
}

describe('ticketCodec', () => {
  it('gives back what it sealed, and every ticket is equally long', () => {
    const codec = ticketCodec(keyRing(newest))
    const text = codec.seal(ticket, name)
    expect(text).toHaveLength(Math.ceil(((45 + 43) * 4) / 3))
    expect(codec.seal({ ...ticket, createdAt: 0, absoluteDeadline: 0 }, name)).toHaveLength(
      text.length,
    )
    const result = codec.unseal(text, name)
    if (isRejection(result)) throw new Error(result.rejected)
    expect(comparable(result.ticket)).toEqual(comparable(ticket))
    expect(result.isNewest).toBe(true)
  })

  it('reads what the older secret sealed and says so', () => {
    const text = ticketCodec(keyRing(older)).seal(ticket, name)
    expect(ticketCodec(keyRing([newest, older])).unseal(text, name)).toMatchObject({
      isNewest: false,
    })
    expect(ticketCodec(keyRing(newest)).unseal(text, name)).toEqual({ rejected: 'unknown-key' })
  })

  it('refuses any bit flipped, any other name and what was sealed for another purpose', () => {
    const ring = keyRing(newest)
    const codec = ticketCodec(ring)
    const bytes = Buffer.from(codec.seal(ticket, name), 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = bytes.map((byte, i) => (i === bit >>> 3 ? byte ^ (1 << (bit & 7)) : byte))
      expect(isRejection(codec.unseal(toBase64url(flipped), name)), `bit ${bit}`).toBe(true)
    }
    expect(codec.unseal(toBase64url(bytes), 'session')).toEqual({ rejected: 'tampered' })
    const cookie = envelope(ring, 'cookie', name).seal(new Uint8Array(43))
    expect(codec.unseal(toBase64url(cookie), name)).toEqual({ rejected: 'tampered' })
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a byte too few', new Uint8Array(42)],
    ['a byte too many', new Uint8Array(44)],
    ['a flag that nobody knows', new Uint8Array(43).fill(1)],
  ])('refuses sealed bytes that are no ticket: %s', (_, bytes) => {
    const ring = keyRing(newest)
    const text = toBase64url(envelope(ring, 'ticket', name).seal(bytes))
    expect(ticketCodec(ring).unseal(text, name)).toEqual({ rejected: 'malformed' })
  })
})

describe('newToken', () => {
  it('gives 16 bytes that no other token has', () => {
    const tokens = Array.from({ length: 1_000 }, () => toBase64url(newToken()))
    expect(new Set(tokens).size).toBe(1_000)
    expect(newToken()).toHaveLength(16)
  })
})

describe('tokenDigest', () => {
  it('is the SHA-256 of the token', () => {
    expect(Buffer.from(tokenDigest(new Uint8Array(0))).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
  })
})
