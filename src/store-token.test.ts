import { describe, expect, it } from 'vitest'
import type { EntryHead } from './codecs/entry.ts'
import { tokenDigest } from './codecs/ticket.ts'
import { isNewestToken, isValidToken } from './store-token.ts'

const start = 1_800_000_000

describe('isValidToken', () => {
  const token = new Uint8Array(16).fill(7)
  const head = (until: number | null): EntryHead => ({
    generation: 0,
    counter: 1,
    epoch: 0,
    createdAt: start,
    tokens: [
      { digest: new Uint8Array(32), until: null },
      { digest: tokenDigest(token), until },
    ],
  })

  it('takes a token as long as the session, or until its grace is over', () => {
    expect(isValidToken(head(null), tokenDigest(token), start)).toBe(true)
    expect(isValidToken(head(start + 1), tokenDigest(token), start)).toBe(true)
    expect(isValidToken(head(start), tokenDigest(token), start)).toBe(false)
  })

  it('takes no other token, and none where there are none', () => {
    expect(isValidToken(head(null), new Uint8Array(16), start)).toBe(false)
    expect(isValidToken(head(null), token, start)).toBe(false)
    expect(isValidToken({ ...head(null), tokens: [] }, tokenDigest(token), start)).toBe(false)
  })
})

describe('isNewestToken', () => {
  it('takes what nothing replaced, and not what is in its grace', () => {
    const [old, now] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)]
    const tokens = [
      { digest: tokenDigest(now), until: null },
      { digest: tokenDigest(old), until: start },
    ]
    const head: EntryHead = { generation: 0, epoch: 0, counter: 2, createdAt: start, tokens }
    expect(isNewestToken(head, tokenDigest(now))).toBe(true)
    expect(isNewestToken(head, tokenDigest(old))).toBe(false)
    expect(isNewestToken(head, new Uint8Array(16))).toBe(false)
  })
})
