import { describe, expect, it } from 'vitest'
import { tokenDigest } from './codecs/ticket.ts'
import { handleOf } from './draft.ts'
import { ticketDigests } from './store-digests.ts'

/** Sixteen bytes that begin with the same two, and so lead to the same place of a table. */
function bytesOf(last: number): Uint8Array {
  return new Uint8Array(16).fill(last, 2)
}

describe('ticketDigests', () => {
  it('gives the handle of a locator and the digest of a token, however often', () => {
    const digests = ticketDigests(() => 1_800_000_000)
    for (const last of [1, 2, 1, 1, 2]) {
      const bytes = bytesOf(last)
      expect(digests.handle(bytes)).toBe(handleOf(bytes))
      expect(digests.token(bytes)).toEqual(tokenDigest(bytes))
    }
  })

  it('is not changed by what happens to the bytes later', () => {
    const digests = ticketDigests(() => 1_800_000_000)
    const bytes = bytesOf(1)
    digests.handle(bytes)
    bytes.set(bytesOf(2))
    expect(digests.handle(bytes)).toBe(handleOf(bytesOf(2)))
    expect(digests.handle(bytesOf(1))).toBe(handleOf(bytesOf(1)))
  })
})
