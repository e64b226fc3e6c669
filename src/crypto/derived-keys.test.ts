import { describe, expect, it } from 'vitest'
import { derivedKeys, maxDerivedKeys } from './derived-keys.ts'

const nonceOf = (first: number, last = 0): Uint8Array => Uint8Array.of(first, 7, 7, last)
const keyOf = (first: number): Uint8Array => Uint8Array.of(first)

describe('derivedKeys', () => {
  it('finds a key by the first half of a nonce, whatever the second is', () => {
    const keys = derivedKeys(3)
    expect(keys.find(nonceOf(1))).toBeUndefined()
    keys.keep(nonceOf(1), keyOf(1))
    keys.keep(nonceOf(2), keyOf(2))
    expect(keys.find(nonceOf(1, 9))).toEqual(keyOf(1))
    expect(keys.find(nonceOf(2, 9))).toEqual(keyOf(2))
    expect(keys.find(nonceOf(3))).toBeUndefined()
    expect(keys.find(Uint8Array.of(1, 7))).toBeUndefined()
  })

  it('keeps what it was given, though the nonce is overwritten later', () => {
    const keys = derivedKeys(3)
    const nonce = nonceOf(1)
    keys.keep(nonce, keyOf(1))
    nonce[0] = 2
    expect(keys.find(nonceOf(1))).toEqual(keyOf(1))
    expect(keys.find(nonceOf(2))).toBeUndefined()
  })

  it('keeps 32, the newest', () => {
    const keys = derivedKeys(3)
    for (let i = 0; i <= maxDerivedKeys; i += 1) keys.keep(nonceOf(i), keyOf(i))
    expect(maxDerivedKeys).toBe(32)
    expect(keys.find(nonceOf(0))).toBeUndefined()
    for (let i = 1; i <= maxDerivedKeys; i += 1) expect(keys.find(nonceOf(i))).toEqual(keyOf(i))
  })
})
