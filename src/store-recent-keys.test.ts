import { describe, expect, it } from 'vitest'
import { envelope } from './crypto/envelope.ts'
import { keyRing } from './crypto/key-ring.ts'
import { maxRecentAge } from './recent.ts'
import { maxRecentKeys, recentKeys } from './store-recent-keys.ts'

const secrets = ['q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8', 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8']

/** Sixteen bytes that begin with the same two, and so lead to the same place of a table. */
function bytesOf(last: number): Uint8Array {
  return new Uint8Array(16).fill(last, 2)
}

function setUp() {
  const clock = { now: 1_800_000_000 }
  const plain = keyRing(secrets)
  return { clock, plain, ring: recentKeys(plain, () => clock.now) }
}

describe('recentKeys', () => {
  it('binds the keys that the ring binds, and each once', () => {
    const { plain, ring } = setUp()
    for (const last of [1, 2, 1, 1]) {
      const sealed = envelope(ring, 'entry', 'k', bytesOf(last)).seal(Buffer.from('coat'))
      const unsealed = envelope(plain, 'entry', 'k', bytesOf(last)).unseal(sealed)
      expect(unsealed).toMatchObject({ isNewest: true })
    }
    expect(ring.keysFor('entry', bytesOf(1))).toBe(ring.keysFor('entry', bytesOf(1)))
  })

  it('opens nothing with the keys of another binding or purpose', () => {
    const { ring } = setUp()
    const sealed = envelope(ring, 'entry', 'k', bytesOf(1)).seal(Buffer.from('coat'))
    const refused = { rejected: 'tampered' }
    expect(envelope(ring, 'entry', 'k', bytesOf(2)).unseal(sealed)).toEqual(refused)
    expect(envelope(ring, 'entry', 'k').unseal(sealed)).toEqual(refused)
    expect(envelope(ring, 'copy', 'k', bytesOf(1)).unseal(sealed)).toEqual(refused)
  })

  it('opens what an older secret sealed', () => {
    const { ring } = setUp()
    const sealed = envelope(keyRing(secrets[1]), 'entry', 'k', bytesOf(1)).seal(Buffer.from('coat'))
    for (let i = 0; i < 2; i += 1) {
      expect(envelope(ring, 'entry', 'k', bytesOf(1)).unseal(sealed)).toMatchObject({
        isNewest: false,
      })
    }
  })

  it('forgets after five minutes, and when there are too many', () => {
    const { clock, ring } = setUp()
    const first = ring.keysFor('entry', bytesOf(1))
    clock.now += maxRecentAge
    const second = ring.keysFor('entry', bytesOf(1))
    expect(second).not.toBe(first)
    for (let i = 0; i <= maxRecentKeys; i += 1) {
      ring.keysFor('entry', Uint8Array.of(i & 255, (i >> 8) + 1, 9))
    }
    expect(ring.keysFor('entry', bytesOf(1))).not.toBe(second)
  })

  it('is not changed by what happens to a binding later', () => {
    const { ring } = setUp()
    const binding = bytesOf(1)
    const keys = ring.keysFor('entry', binding)
    binding.set(bytesOf(2))
    expect(ring.keysFor('entry', binding)).not.toBe(keys)
  })
})
