import { describe, expect, it } from 'vitest'
import { everyone, ownRevocations } from './store-own-revocations.ts'

describe('ownRevocations', () => {
  it('knows that what began after one is later, and what began before is not', () => {
    const revocations = ownRevocations()
    const before = revocations.count()
    revocations.note('ada', 17)
    expect(revocations.isBefore('ada', 17, revocations.count())).toBe(true)
    expect(revocations.isBefore('ada', 17, before)).toBe(false)
  })

  it('says nothing of another stamp, another subject or everyone', () => {
    const revocations = ownRevocations()
    revocations.note('ada', 17)
    const after = revocations.count()
    expect(revocations.isBefore('ada', 18, after)).toBe(false)
    expect(revocations.isBefore('eve', 17, after)).toBe(false)
    expect(revocations.isBefore(everyone, 17, after)).toBe(false)
  })

  it('goes by the newest of a subject', () => {
    const revocations = ownRevocations()
    revocations.note('ada', 17)
    const between = revocations.count()
    revocations.note('ada', 18)
    expect(revocations.isBefore('ada', 17, revocations.count())).toBe(false)
    expect(revocations.isBefore('ada', 18, between)).toBe(false)
    expect(revocations.isBefore('ada', 18, revocations.count())).toBe(true)
  })

  it('keeps the newest thousand', () => {
    const revocations = ownRevocations()
    for (let i = 0; i < 1_001; i += 1) revocations.note(`racer-${i}`, 17)
    expect(revocations.isBefore('racer-0', 17, revocations.count())).toBe(false)
    expect(revocations.isBefore('racer-1', 17, revocations.count())).toBe(true)
    expect(revocations.isBefore('racer-1000', 17, revocations.count())).toBe(true)
  })
})
