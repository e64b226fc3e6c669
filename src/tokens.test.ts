import { describe, expect, it } from 'vitest'
import type { EntryHead, ValidToken } from './codecs/entry.ts'
import { joinedTokens, regeneratedTokens } from './tokens.ts'

const now = 1_000
const grace = 30
const digest = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)
const token = (byte: number, until: number | null = null): ValidToken => ({
  digest: digest(byte),
  until,
})
const shown = (tokens: readonly ValidToken[]) =>
  tokens.map(({ digest: [byte], until }) => [byte, until])

describe('regeneratedTokens', () => {
  it.each([
    [
      'gives the token before a grace',
      [token(1)],
      [token(1)],
      [
        [9, null],
        [1, 1_030],
      ],
    ],
    [
      'never prolongs a grace that runs',
      [token(2), token(1, 1_010)],
      [token(2), token(1, 1_010)],
      [
        [9, null],
        [2, 1_030],
        [1, 1_010],
      ],
    ],
    [
      'drops a token whose grace ends this second',
      [token(2), token(1, 1_000)],
      [token(2), token(1, 1_000)],
      [
        [9, null],
        [2, 1_030],
      ],
    ],
    [
      'leaves the token of a parallel regenerate as it is',
      [token(1)],
      [token(2), token(1, 1_030)],
      [
        [9, null],
        [2, null],
        [1, 1_030],
      ],
    ],
    [
      'keeps the four newest',
      [token(1)],
      [token(4), token(3), token(2), token(1, 1_030)],
      [
        [9, null],
        [4, null],
        [3, null],
        [2, null],
      ],
    ],
  ])('%s', (_fact, base, found, expected) => {
    expect(shown(regeneratedTokens(base, found, digest(9), now, grace))).toEqual(expected)
  })

  it('leaves none but the new one without a grace', () => {
    expect(shown(regeneratedTokens([token(1)], [token(1)], digest(9), now, 0))).toEqual([[9, null]])
  })

  it('does not take a parallel regenerate for none when only its first bytes are the same', () => {
    const other = digest(1)
    other[31] = 2
    const tokens = regeneratedTokens(
      [token(1)],
      [{ digest: other, until: null }],
      digest(9),
      now,
      grace,
    )
    expect(tokens[1]?.until).toBeNull()
  })
})

describe('joinedTokens', () => {
  const head = (tokens: readonly ValidToken[]): EntryHead => ({
    generation: 1,
    epoch: 0,
    counter: 1,
    createdAt: now,
    tokens,
  })

  it('keeps what the other login left, four in all, the new one first', () => {
    expect(shown(joinedTokens(head([token(1)]), digest(9)))).toEqual([
      [9, null],
      [1, null],
    ])
    const full = head([token(1), token(2), token(3), token(4)])
    expect(shown(joinedTokens(full, digest(9)))).toEqual([
      [9, null],
      [1, null],
      [2, null],
      [3, null],
    ])
  })
})
