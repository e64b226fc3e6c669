import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Unsealed } from './crypto/envelope.ts'
import { isRejection, type Rejection } from './rejection.ts'
import { maxVerifiedAge, maxVerifiedBytes, verifiedCookies } from './verified-cookies.ts'

/** Takes texts that begin with `good` for genuine, and counts how often it was asked. */
function setUp() {
  const clock = { now: 1_000 }
  const asked: string[] = []
  const remember = verifiedCookies(() => clock.now)
  const unseal = remember((text, name): Unsealed | Rejection => {
    asked.push(`${name}=${text}`)
    if (!text.startsWith('good')) return { rejected: 'tampered' }
    return { bytes: Buffer.from(`${name}:${text}`), isNewest: text.length % 2 === 0 }
  })
  return { clock, asked, unseal }
}

const textOf = (unsealed: Unsealed | Rejection): string =>
  isRejection(unsealed) ? unsealed.rejected : Buffer.from(unsealed.bytes).toString()

describe('cookies found genuine', () => {
  it('are unsealed once', () => {
    const { asked, unseal } = setUp()
    const [first, second] = [unseal('good one', 'session'), unseal('good one', 'session')]
    expect(asked).toEqual(['session=good one'])
    expect([textOf(first), textOf(second)]).toEqual(['session:good one', 'session:good one'])
    expect(second).toMatchObject({ isNewest: true })
  })

  it('count for their own name only', () => {
    const { asked, unseal } = setUp()
    unseal('good', 'session')
    expect(textOf(unseal('good', '__Host-session'))).toBe('__Host-session:good')
    expect(asked).toHaveLength(2)
  })

  it('differ from every other text, by whatever little', () => {
    const { unseal } = setUp()
    unseal('good one', 'session')
    for (const other of ['good on', 'good one ', 'Good one', 'good onf', 'ood one']) {
      expect(textOf(unseal(other, 'session')), other).not.toBe('session:good one')
    }
    const tail = 'the same tag in the end'
    unseal(`good ${tail}`, 'session')
    expect(textOf(unseal(`bad ${tail}`, 'session'))).toBe('tampered')
    expect(textOf(unseal(`good! ${tail}`, 'session'))).toBe(`session:good! ${tail}`)
    expect(textOf(unseal(`good ${tail}`, 'session'))).toBe(`session:good ${tail}`)
  })

  it('are forgotten after five minutes, however often they came', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 }), (steps) => {
        const { clock, asked, unseal } = setUp()
        let unsealedAt = Number.NEGATIVE_INFINITY
        for (const step of steps) {
          clock.now += step
          const before = asked.length
          unseal('good', 'session')
          if (asked.length > before) unsealedAt = clock.now
          expect(clock.now - unsealedAt).toBeLessThan(maxVerifiedAge)
        }
      }),
    )
  })

  it('are forgotten when the clock jumps back', () => {
    const { clock, asked, unseal } = setUp()
    unseal('good', 'session')
    clock.now -= 10
    unseal('good', 'session')
    clock.now += 5
    unseal('good', 'session')
    expect(asked).toHaveLength(2)
  })

  it('never take more than a bounded number of bytes', () => {
    const { asked, unseal } = setUp()
    const texts = Array.from({ length: 6_000 }, (_, i) => `good ${String(i).padStart(3_995, '.')}`)
    for (const text of texts) unseal(text, 'session')
    const remembered = texts.toReversed().filter((text) => {
      const before = asked.length
      unseal(text, 'session')
      return asked.length === before
    })
    expect(remembered.length).toBeGreaterThan(0)
    expect(remembered.length * 8_000).toBeLessThan(maxVerifiedBytes * 1.1)
  })

  it('keep nothing alive that was around them', () => {
    const { unseal } = setUp()
    const slab = Buffer.alloc(1_000, 'good')
    const kept = unseal(slab.toString('latin1', 0, 20), 'session')
    const again = unseal(slab.toString('latin1', 0, 20), 'session')
    if (isRejection(kept) || isRejection(again)) throw new Error('refused')
    expect(again.bytes.buffer.byteLength).toBe(again.bytes.length)
  })
})

describe('cookies that were refused', () => {
  it('are looked at each time', () => {
    const { asked, unseal } = setUp()
    for (const _ of [1, 2, 3]) expect(textOf(unseal('bad', 'session'))).toBe('tampered')
    expect(asked).toHaveLength(3)
  })
})
