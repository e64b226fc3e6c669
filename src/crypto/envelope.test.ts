import { describe, expect, it } from 'vitest'
import { isRejection, type RejectionReason } from '../rejection.ts'
import { type Envelope, envelope, envelopeBytes } from './envelope.ts'
import { keyRing, type Purpose } from './key-ring.ts'

const newest = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const older = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const coat = new TextEncoder().encode('coat 17')
const nonce = Uint8Array.from({ length: 24 }, (_, i) => i)

function outcome(by: Envelope, sealed: Uint8Array): string | RejectionReason {
  const result = by.unseal(sealed)
  return isRejection(result) ? result.rejected : Buffer.from(result.bytes).toString('latin1')
}

describe('envelope', () => {
  it('adds version, key id, nonce and tag in this order, 45 bytes in all', () => {
    const ring = keyRing(newest)
    const sealed = envelope(ring, 'cookie', 'session').seal(coat, nonce)
    expect(envelopeBytes).toBe(45)
    expect(sealed).toHaveLength(coat.length + 45)
    expect(sealed[0]).toBe(1)
    expect([...sealed.subarray(1, 5)]).toEqual([...ring.keysFor('cookie').newest.id])
    expect([...sealed.subarray(5, 29)]).toEqual([...nonce])
  })

  it('takes out what was put in, also nothing at all', () => {
    const by = envelope(keyRing(newest), 'cookie', 'session')
    expect(outcome(by, by.seal(coat))).toBe('coat 17')
    expect(outcome(by, by.seal(new Uint8Array(0)))).toBe('')
  })

  it('seals the same bytes otherwise each time', () => {
    const by = envelope(keyRing(newest), 'cookie', 'session')
    const texts = Array.from({ length: 1_000 }, () => Buffer.from(by.seal(coat)).toString('hex'))
    expect(new Set(texts).size).toBe(1_000)
  })

  it('does not show the content, and leaves the plaintext as it was', () => {
    const by = envelope(keyRing(newest), 'cookie', 'session')
    const plaintext = coat.slice()
    expect(Buffer.from(by.seal(plaintext)).includes('coat')).toBe(false)
    expect([...plaintext]).toEqual([...coat])
  })

  it('says whether the newest secret sealed it', () => {
    const sealed = envelope(keyRing(older), 'cookie', 'session').seal(coat)
    const rotated = envelope(keyRing([newest, older]), 'cookie', 'session')
    expect(rotated.unseal(sealed)).toMatchObject({ isNewest: false })
    expect(rotated.unseal(rotated.seal(coat))).toMatchObject({ isNewest: true })
    expect(outcome(envelope(keyRing(newest), 'cookie', 'session'), sealed)).toBe('unknown-key')
  })

  it.each([
    ['another purpose', 'ticket', 'session'],
    ['another name', 'cookie', 'session2'],
    ['a shorter name', 'cookie', 'sessio'],
    ['a name that takes over the purpose', 'cookie', ''],
  ] as const)('refuses what was sealed for %s', (_, purpose: Purpose, name) => {
    const ring = keyRing(newest)
    const sealed = envelope(ring, purpose, name).seal(coat)
    expect(outcome(envelope(ring, 'cookie', 'session'), sealed)).toBe('tampered')
  })

  it('refuses everything that is too short to be one', () => {
    const by = envelope(keyRing(newest), 'cookie', 'session')
    const sealed = by.seal(new Uint8Array(0))
    for (let length = 0; length < sealed.length; length += 1) {
      expect(outcome(by, sealed.subarray(0, length))).toBe('malformed')
    }
  })

  it('reads from a view without minding the bytes around it', () => {
    const by = envelope(keyRing(newest), 'cookie', 'session')
    const sealed = by.seal(coat)
    const around = new Uint8Array(sealed.length + 20).fill(1)
    around.set(sealed, 7)
    expect(outcome(by, around.subarray(7, 7 + sealed.length))).toBe('coat 17')
  })
})
