import { CoatcheckError } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { handClock } from './hand-clock.ts'

describe('handClock', () => {
  it('stands still until it is turned', () => {
    const { now, milliseconds, turn } = handClock(1_000)
    expect([now(), milliseconds()]).toEqual([1_000, 1_000_000])
    turn('30m')
    turn(5)
    expect([now(), milliseconds()]).toEqual([2_805, 2_805_000])
  })

  it('goes back when it is set', () => {
    const clock = handClock(1_000)
    clock.at -= 100
    expect(clock.now()).toBe(900)
  })

  it('begins in the present, in whole seconds', () => {
    const before = Math.floor(Date.now() / 1_000)
    const { at } = handClock()
    expect([at >= before, at <= Date.now() / 1_000, Number.isInteger(at)]).toEqual([
      true,
      true,
      true,
    ])
  })

  it('refuses to be turned by what is no duration', () => {
    expect(() => handClock().turn(-1)).toThrow(CoatcheckError)
  })
})
