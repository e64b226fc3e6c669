import { describe, expect, it } from 'vitest'
import { fromBase64url, toBase64url } from './base64url.ts'

describe('toBase64url', () => {
  it.each([
    ['nothing', [], ''],
    ['one byte', [0xff], '_w'],
    ['two bytes', [0xff, 0xef], '_-8'],
    ['three bytes', [0xfb, 0xff, 0xbf], '-_-_'],
  ])('spells %s without padding, in the alphabet of RFC 4648 §5', (_, bytes, text) => {
    expect(toBase64url(new Uint8Array(bytes))).toBe(text)
  })

  it('spells the bytes of a view and not the buffer behind it', () => {
    const view = new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 4)
    expect(toBase64url(view)).toBe(toBase64url(new Uint8Array([2, 3, 4])))
    expect(toBase64url(Buffer.from([1, 2, 3, 4, 5]).subarray(1, 4))).toBe(toBase64url(view))
  })
})

describe('fromBase64url', () => {
  it('gives back every byte', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    expect([...(fromBase64url(toBase64url(bytes)) ?? [])]).toEqual([...bytes])
  })

  it.each([
    ['padding', '_w=='],
    ['the other alphabet', '+/+/'],
    ['a blank', '-_ -_'],
    ['a line break at the end', '-_-_\n'],
    ['loose bits in the last of two characters', '_x'],
    ['loose bits in the last of three characters', '_-9'],
    ['a single character over', '-_-_A'],
    ['a dot', '-_-.'],
    ['a character beyond ASCII', '-_-é'],
    ['a character whose low byte is in the alphabet', '-_-\u0141'],
    ['half of a surrogate pair', '-_-\ud800'],
    ['a zero', '-_-_\0'],
  ])('refuses %s', (_, text) => {
    expect(fromBase64url(text)).toBeUndefined()
  })
})
