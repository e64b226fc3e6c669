import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { payloadOf, textOf } from './payload.ts'

const short = '{"a":1}'
const long = JSON.stringify({ a: 'abc '.repeat(500) })

function packed(bytes: Uint8Array): string {
  return `.${Buffer.from(bytes).toString('base64url')}`
}

describe('a payload', () => {
  it('is compressed where that is shorter, and only there', () => {
    expect(payloadOf(short)).toBe('eyJhIjoxfQ')
    expect(payloadOf(long)).toMatch(/^\.eJ/)
    for (const text of [short, long, '{"a":"東京 🙂"}']) expect(textOf(payloadOf(text))).toBe(text)
  })

  it('is one zlib stream of at most 262,144 bytes, and nothing behind it', () => {
    expect(textOf(packed(deflateSync(short)))).toBe(short)
    expect(textOf(packed(deflateSync('x'.repeat(262_144))))).toHaveLength(262_144)
    for (const bytes of [
      deflateSync('x'.repeat(262_145)),
      Buffer.concat([deflateSync(short), Buffer.from('junk')]),
      Buffer.concat([deflateSync(short), deflateSync(short).subarray(0, 3)]),
      deflateSync(short).subarray(0, -1),
      deflateRawSync(short),
      gzipSync(short),
      new Uint8Array(),
      new Uint8Array(3),
    ]) {
      expect(textOf(packed(bytes))).toBeUndefined()
    }
  })

  it('has one spelling', () => {
    for (const payload of [
      'eyJhIjoxfQ==',
      'eyJhIjoxfR',
      'eyJh IjoxfQ',
      '..eyJhIjoxfQ',
      '/_8',
      '-_8',
    ]) {
      expect(textOf(payload)).toBeUndefined()
    }
  })
})
