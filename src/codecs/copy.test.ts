import { describe, expect, it } from 'vitest'
import { keyRing } from '../crypto/key-ring.ts'
import { type Copy, copyCodec, markOf } from './copy.ts'
import { ticketCodec } from './ticket.ts'

const secret = 'copies-5b1e0f7c92d84a63-copies-5b1e0f7c92d84a63'
const newer = 'newest-5b1e0f7c92d84a63-newest-5b1e0f7c92d84a63'
const copy: Copy = {
  token: new Uint8Array(16).fill(9),
  generation: 2 ** 32 - 1,
  epoch: 7,
  counter: 2 ** 32 - 2,
  mark: 0xdead_beef,
  record: {
    id: new Uint8Array(16).fill(5),
    createdAt: 1_700_000_000,
    touchedAt: 1_700_000_001,
    authenticatedAt: 1_700_000_002,
    subject: 'ada',
    permanent: true,
    flashes: [{ text: 'Saved', category: 'message' }],
    body: { text: '{"visits":3}', rich: false },
  },
}

describe('copyCodec', () => {
  it('gives back what it sealed', () => {
    const codec = copyCodec(keyRing(secret))
    expect(codec.unseal(codec.seal(copy, 'session-copy'), 'session-copy')).toEqual({
      copy,
      isNewest: true,
    })
  })

  it('says which secret sealed it', () => {
    const text = copyCodec(keyRing(secret)).seal(copy, 'session-copy')
    const rotated = copyCodec(keyRing([newer, secret]))
    expect(rotated.unseal(text, 'session-copy')).toMatchObject({ isNewest: false })
    expect(copyCodec(keyRing(newer)).unseal(text, 'session-copy')).toEqual({
      rejected: 'unknown-key',
    })
  })

  it('refuses another cookie, a change, a ticket and garbage', () => {
    const ring = keyRing(secret)
    const codec = copyCodec(ring)
    const text = codec.seal(copy, 'session-copy')
    const changed = `${text.slice(0, 60)}${text[60] === 'A' ? 'B' : 'A'}${text.slice(61)}`
    const { token } = copy
    const ticket = { locator: token, token, createdAt: 1, absoluteDeadline: 2 }
    expect(codec.unseal(text, 'other')).toEqual({ rejected: 'tampered' })
    expect(codec.unseal(changed, 'session-copy')).toEqual({ rejected: 'tampered' })
    const asTicket = ticketCodec(ring).seal(ticket, 'session-copy')
    expect(codec.unseal(asTicket, 'session-copy')).toEqual({ rejected: 'tampered' })
    for (const garbage of ['', 'x', '!'.repeat(100), 'A'.repeat(5_000)]) {
      expect(codec.unseal(garbage, 'session-copy')).toEqual({ rejected: 'malformed' })
    }
  })
})

describe('markOf', () => {
  it('is the last four bytes', () => {
    expect(markOf(Uint8Array.from([1, 2, 0xde, 0xad, 0xbe, 0xef]))).toBe(0xdead_beef)
  })
})
