import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rounds } from '../../test/tier.ts'
import { xaesKey } from './xaes-256-gcm.ts'

interface Vectors {
  vectors: {
    key: string
    nonceText: string
    plaintextText: string
    aadText: string
    ciphertextAndTag: string
  }[]
  accumulated: { iterations10000: string; iterations1000000: string }
}

const file = new URL('../../test/vectors/xaes256gcm.json', import.meta.url)
// The file is ours and checked in: its shape is known.
const published = JSON.parse(readFileSync(file, 'utf8')) as Vectors

/** A source of bytes that one SHAKE-128 of the empty input gives. */
function shakeSource(bytes: number): (count: number) => Uint8Array {
  const stream = createHash('shake128', { outputLength: bytes }).digest()
  let at = 0
  return (count) => {
    at += count
    if (at > bytes) throw new RangeError('the source is used up')
    return stream.subarray(at - count, at)
  }
}

function accumulate(count: number): string {
  // 313 bytes a round on average, and far more to spare than chance can take.
  const next = shakeSource(count * 313 + 2_000_000)
  const sink = createHash('shake128', { outputLength: 32 })
  for (let round = 0; round < count; round += 1) {
    const key = xaesKey(next(32))
    const nonce = next(24)
    const plaintext = next(next(1)[0] ?? 0)
    const associatedData = next(next(1)[0] ?? 0)
    const { ciphertext, tag } = key.seal(nonce, plaintext, associatedData)
    const opened = key.open(nonce, ciphertext, tag, associatedData)
    if (opened === undefined || Buffer.compare(opened, plaintext) !== 0) return `round ${round}`
    sink.update(ciphertext).update(tag)
  }
  return sink.digest('hex')
}

describe('xaesKey', () => {
  it.each(published.vectors)('seals the published vector with key $key', (vector) => {
    const key = xaesKey(Buffer.from(vector.key, 'hex'))
    const { ciphertext, tag } = key.seal(
      Buffer.from(vector.nonceText),
      Buffer.from(vector.plaintextText),
      Buffer.from(vector.aadText),
    )
    expect(Buffer.concat([ciphertext, tag]).toString('hex')).toBe(vector.ciphertextAndTag)
  })

  it('gives the published digest after 10,000 accumulated rounds, or a million in a long run', () => {
    const { iterations10000, iterations1000000 } = published.accumulated
    expect(accumulate(rounds(10_000, 1_000_000))).toBe(
      rounds(0, 1) ? iterations1000000 : iterations10000,
    )
  })

  it('opens nothing whose ciphertext, tag, nonce or associated data was altered', () => {
    const key = xaesKey(Buffer.alloc(32, 7))
    const nonce = Buffer.alloc(24, 1)
    const label = Buffer.from('label')
    const { ciphertext, tag } = key.seal(nonce, Buffer.from('coat 17'), label)
    const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
    expect(key.open(nonce, ciphertext, tag, label)).toEqual(Buffer.from('coat 17'))
    expect(key.open(nonce, flipped(ciphertext), tag, label)).toBeUndefined()
    expect(key.open(nonce, ciphertext, flipped(tag), label)).toBeUndefined()
    expect(key.open(flipped(nonce), ciphertext, tag, label)).toBeUndefined()
    expect(key.open(nonce, ciphertext, tag, flipped(label))).toBeUndefined()
  })
})
