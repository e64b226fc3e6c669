import { describe, expect, it } from 'vitest'
import { type Duration, secondsOf, systemClock } from './time.ts'

describe('secondsOf', () => {
  it.each<[Duration, number]>([
    [0, 0],
    [90, 90],
    [1.9, 1],
    ['0s', 0],
    ['45s', 45],
    ['30m', 1_800],
    ['12h', 43_200],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['1.5h', 5_400],
    ['0.5s', 0],
    ['007d', 604_800],
    ['3650d', 315_360_000],
    [315_360_000, 315_360_000],
  ])('%s is %i seconds', (duration, seconds) => {
    expect(secondsOf('idleTimeout', duration)).toBe(seconds)
  })

  it.each<unknown>([
    '',
    ' 7d',
    '7d ',
    '7 d',
    '7D',
    '7days',
    'd',
    '.5d',
    '5.d',
    '-7d',
    '+7d',
    '1e3s',
    '7d12h',
    '٧d',
    '7',
    '0x10s',
    -1,
    -0.1,
    Number.NaN,
    null,
    undefined,
    {},
    [],
    true,
  ])('refuses %j, naming the option', (duration) => {
    // Only JavaScript can give some of these.
    expect(() => secondsOf('idleTimeout', duration as Duration)).toThrow(
      expect.objectContaining({
        code: 'ERR_OPTIONS',
        message: expect.stringMatching(/^idleTimeout: .*is not a duration/),
      }),
    )
  })

  it.each<Duration>([
    315_360_001,
    Number.POSITIVE_INFINITY,
    '3651d',
    '522w',
    604_800_000,
    `${'9'.repeat(400)}s` as Duration,
  ])('refuses more than ten years: %s', (duration) => {
    expect(() => secondsOf('idleTimeout', duration)).toThrow('seconds, not milliseconds?')
  })

  it('looks at a long text once', () => {
    const text = `${'1'.repeat(200_000)}.` as Duration // a text that only nearly fits
    const began = process.cpuUsage()
    expect(() => secondsOf('idleTimeout', text)).toThrow('is not a duration')
    expect(process.cpuUsage(began).user).toBeLessThan(1_000_000)
  })
})

describe('systemClock', () => {
  it('tells whole Unix seconds', () => {
    const before = Math.floor(Date.now() / 1_000)
    const now = systemClock()
    expect(Number.isInteger(now)).toBe(true)
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now() / 1_000)
  })
})
