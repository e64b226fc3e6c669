import { beforeEach, describe, expect, it, vi } from 'vitest'
import { everyone, ownRevocations } from './store-own-revocations.ts'

let clock = 0
beforeEach(() => {
  clock = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => clock)
  return () => vi.restoreAllMocks()
})

describe('ownRevocations', () => {
  it('knows that what began after one is later, and what began before or at once is not', () => {
    const revocations = ownRevocations()
    revocations.note('ada', 17)
    expect(revocations.isBefore('ada', 17, 1_000.001)).toBe(true)
    expect(revocations.isBefore('ada', 17, 1_000)).toBe(false)
    expect(revocations.isBefore('ada', 17, 999)).toBe(false)
  })

  it('says nothing of another stamp, another subject or everyone', () => {
    const revocations = ownRevocations()
    revocations.note('ada', 17)
    expect(revocations.isBefore('ada', 18, 2_000)).toBe(false)
    expect(revocations.isBefore('eve', 17, 2_000)).toBe(false)
    expect(revocations.isBefore(everyone, 17, 2_000)).toBe(false)
  })

  it('goes by the newest of a subject', () => {
    const revocations = ownRevocations()
    revocations.note('ada', 17)
    clock = 2_000
    revocations.note('ada', 18)
    expect(revocations.isBefore('ada', 17, 3_000)).toBe(false)
    expect(revocations.isBefore('ada', 18, 1_500)).toBe(false)
    expect(revocations.isBefore('ada', 18, 3_000)).toBe(true)
  })

  it('forgets what is ten seconds old, and keeps ten thousand at most', () => {
    const revocations = ownRevocations()
    revocations.note('ada', 17)
    clock += 10_000
    revocations.note('bob', 17)
    expect(revocations.isBefore('ada', 17, clock + 1)).toBe(false)
    for (let i = 0; i < 10_000; i += 1) revocations.note(`racer-${i}`, 17)
    expect(revocations.isBefore('bob', 17, clock + 1)).toBe(false)
    expect(revocations.isBefore('racer-0', 17, clock + 1)).toBe(true)
  })
})
