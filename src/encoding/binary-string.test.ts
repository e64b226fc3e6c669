import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binaryOf, bytesAt, uintAt, utf8Of } from './binary-string.ts'

describe('a binary string', () => {
  it('holds every byte, also of a view into other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const around = Uint8Array.from([7, ...bytes, 7])
        const binary = binaryOf(around.subarray(1, -1))
        expect(binary).toHaveLength(bytes.length)
        expect(bytesAt(binary, 0, bytes.length)).toEqual(bytes)
      }),
    )
  })

  it('spells numbers as Node does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(10), (count, start) => {
        const bytes = Buffer.from(Array.from({ length: start + count }, (_, i) => 255 - i * 23))
        expect(uintAt(binaryOf(bytes), start, count)).toBe(bytes.readUIntBE(start, count))
      }),
    )
  })

  it('spells no number that is cut off', () => {
    expect(() => uintAt('abcd', 2, 3)).toThrow(RangeError)
    expect(uintAt('abcd', 2, 2)).toBe(0x6364)
  })

  it('gives the text that it is in UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Of(binaryOf(Buffer.from(text)))).toBe(text)
      }),
    )
    expect(utf8Of('\xff')).toBe('\ufffd')
  })
})
