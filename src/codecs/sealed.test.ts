import { describe, expect, it } from 'vitest'
import { keyRing } from '../crypto/key-ring.ts'
import { emptyBody, idBytes, type SessionRecord } from '../record.ts'
import { isRejection } from '../rejection.ts'
import { sealedCodec } from './sealed.ts'

const newest = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const older = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'

const record: SessionRecord = {
  id: new Uint8Array(idBytes).fill(7),
  createdAt: 1_800_000_000,
  touchedAt: 1_800_000_060,
  authenticatedAt: 1_800_000_000,
  subject: 'john_doe',
  permanent: false,
  flashes: [],
  body: { text: '{"visits":3}', rich: false },
}

describe('sealedCodec', () => {
  it('gives text of letters, digits, - and _ that shows nothing of the record', () => {
    const text = sealedCodec(keyRing(newest)).seal(record, 'session')
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
    const bytes = Buffer.from(text, 'base64url').toString('latin1')
    for (const shown of ['john_doe', 'visits', '\x07'.repeat(4)]) {
      expect(bytes).not.toContain(shown)
      expect(text).not.toContain(Buffer.from(shown).toString('base64url'))
    }
  })

  it('takes 60 characters for the envelope, and four for every three bytes within', () => {
    const text = sealedCodec(keyRing(newest)).seal({ ...record, body: emptyBody }, 'session')
    expect(text).toHaveLength(Math.ceil(((45 + 27 + 5 + 2 + 8 + 2) * 4) / 3))
  })

  it('seals with the newest secret and reads what the older one sealed', () => {
    const text = sealedCodec(keyRing(older)).seal(record, 'session')
    const rotated = sealedCodec(keyRing([newest, older]))
    expect(rotated.unseal(text, 'session')).toMatchObject({ isNewest: false })
    const resealed = rotated.seal(record, 'session')
    expect(sealedCodec(keyRing(newest)).unseal(resealed, 'session')).toMatchObject({
      isNewest: true,
    })
    expect(sealedCodec(keyRing(older)).unseal(resealed, 'session')).toEqual({
      rejected: 'unknown-key',
    })
  })

  it('keeps two names apart within one codec', () => {
    const codec = sealedCodec(keyRing(newest))
    const [secure, local] = [
      codec.seal(record, '__Host-Http-session'),
      codec.seal(record, 'session'),
    ]
    expect(isRejection(codec.unseal(secure, '__Host-Http-session'))).toBe(false)
    expect(isRejection(codec.unseal(local, 'session'))).toBe(false)
    expect(codec.unseal(secure, 'session')).toEqual({ rejected: 'tampered' })
    expect(codec.unseal(local, '__Host-Http-session')).toEqual({ rejected: 'tampered' })
  })

  it('reads up to 4,096 characters and refuses more without decoding them', () => {
    const codec = sealedCodec(keyRing(newest))
    const sealedOf = (length: number) =>
      codec.seal({ ...record, body: { text: 'x'.repeat(length), rich: false } }, 'session')
    const lengths = [2_980, 2_985, 2_990].map(sealedOf)
    for (const text of lengths) {
      expect(isRejection(codec.unseal(text, 'session'))).toBe(text.length > 4_096)
    }
    expect(sealedOf(2_985)).toHaveLength(4_096)
    expect(codec.unseal(sealedOf(2_986), 'session')).toEqual({ rejected: 'malformed' })
  })
})
