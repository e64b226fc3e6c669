import { describe, expect, it } from 'vitest'
import { keyRing } from '../crypto/key-ring.ts'
import type { SessionRecord } from '../record.ts'
import { isRejection } from '../rejection.ts'
import { type EntryHead, entryCodec, maxTokens } from './entry.ts'

const newest = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const older = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const key = 'a'.repeat(43)
const locator = new Uint8Array(16).fill(1)
const record: SessionRecord = {
  id: locator,
  createdAt: 1_800_000_000,
  touchedAt: 1_800_000_060,
  authenticatedAt: 1_800_000_000,
  subject: 'john_doe',
  permanent: false,
  flashes: [],
  body: { text: '{"visits":3}', rich: false },
}
const head: EntryHead = {
  generation: 2 ** 32 - 1,
  epoch: 7,
  counter: 2 ** 32 - 2,
  createdAt: 2 ** 40 - 1,
  tokens: [
    { digest: new Uint8Array(32).fill(3), until: null },
    { digest: new Uint8Array(32).fill(4), until: 1_800_000_030 },
  ],
}

function comparable(value: EntryHead): unknown {
  return {
    ...value,
    tokens: value.tokens.map(({ digest, until }) => ({ digest: [...digest], until })),
  }
}

describe('entryCodec', () => {
  it('gives back the head without the ticket, and the record with it', () => {
    const codec = entryCodec(keyRing(newest))
    const value = codec.seal(head, record, key)
    const read = codec.readHead(value)
    if (isRejection(read)) throw new Error(read.rejected)
    expect(comparable(read)).toEqual(comparable(head))
    const unsealed = codec.unseal(value, locator, key)
    if (isRejection(unsealed)) throw new Error(unsealed.rejected)
    expect({ ...unsealed, id: [...unsealed.id] }).toEqual({ ...record, id: [...locator] })
  })

  it('shows nothing of the record or the locator to who reads the store', () => {
    const value = Buffer.from(entryCodec(keyRing(newest)).seal(head, record, key))
    for (const shown of ['john_doe', 'visits', Buffer.from(locator).toString('latin1')]) {
      expect(value.toString('latin1')).not.toContain(shown)
    }
  })

  it('opens with the app secret and the locator, and with neither alone', () => {
    const value = entryCodec(keyRing(newest)).seal(head, record, key)
    const otherLocator = new Uint8Array(16).fill(9)
    expect(entryCodec(keyRing(newest)).unseal(value, otherLocator, key)).toEqual({
      rejected: 'tampered',
    })
    expect(entryCodec(keyRing(newest)).unseal(value, new Uint8Array(0), key)).toEqual({
      rejected: 'tampered',
    })
    expect(entryCodec(keyRing(older)).unseal(value, locator, key)).toEqual({
      rejected: 'unknown-key',
    })
    expect(isRejection(entryCodec(keyRing([older, newest])).unseal(value, locator, key))).toBe(
      false,
    )
  })

  it('refuses an entry under the key of another', () => {
    const codec = entryCodec(keyRing(newest))
    const value = codec.seal(head, record, key)
    expect(codec.unseal(value, locator, 'b'.repeat(43))).toEqual({ rejected: 'tampered' })
  })

  it('refuses any bit flipped, in the head as in the record', () => {
    const codec = entryCodec(keyRing(newest))
    const value = codec.seal(head, record, key)
    for (let bit = 0; bit < value.length * 8; bit += 1) {
      const flipped = value.map((byte, i) => (i === bit >>> 3 ? byte ^ (1 << (bit & 7)) : byte))
      const read = codec.readHead(flipped)
      const result = isRejection(read) ? read : codec.unseal(flipped, locator, key)
      expect(isRejection(result), `bit ${bit}`).toBe(true)
    }
  })

  it('refuses the head of one write before the record of another', () => {
    const codec = entryCodec(keyRing(newest))
    const old = codec.seal(head, record, key)
    const now = codec.seal({ ...head, generation: 1 }, record, key)
    const headBytes = 15 + 2 * 37
    const mixed = Buffer.concat([old.subarray(0, headBytes), now.subarray(headBytes)])
    expect(codec.unseal(mixed, locator, key)).toEqual({ rejected: 'tampered' })
  })

  it('refuses every value that is cut off, and never throws', () => {
    const codec = entryCodec(keyRing(newest))
    const value = codec.seal(head, record, key)
    for (let length = 0; length < value.length; length += 1) {
      const cut = value.subarray(0, length)
      const read = codec.readHead(cut)
      const result = isRejection(read) ? read : codec.unseal(cut, locator, key)
      expect(isRejection(result), `${length} bytes`).toBe(true)
      expect(isRejection(codec.unseal(cut, locator, key))).toBe(true)
    }
  })

  it('refuses a head with more tokens than there may be', () => {
    const codec = entryCodec(keyRing(newest))
    const token = { digest: new Uint8Array(32), until: null }
    const tokens = Array.from({ length: maxTokens + 1 }, () => token)
    const value = codec.seal({ ...head, tokens }, record, key)
    expect(codec.readHead(value)).toEqual({ rejected: 'malformed' })
    const most = codec.seal({ ...head, tokens: tokens.slice(1) }, record, key)
    expect(codec.readHead(most)).toMatchObject({ generation: head.generation })
  })
})
