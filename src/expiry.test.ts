import { describe, expect, it } from 'vitest'
import { absoluteDeadline, expiresAt, touchesOverdue, verdict } from './expiry.ts'

const timeouts = { idleTimeout: 30, absoluteTimeout: 100, touchInterval: 10 }
const anonymous = { createdAt: 1_000, touchedAt: 1_050, authenticatedAt: null }
const loggedIn = { ...anonymous, authenticatedAt: 1_040 }

describe('verdict', () => {
  it.each([
    ['before it was touched, as a clock set back makes it', 900, 'live'],
    ['at its touch', 1_050, 'live'],
    ['a second before its idle deadline', 1_079, 'live'],
    ['on its idle deadline', 1_080, 'idle'],
    ['a second before its absolute deadline', 1_099, 'idle'],
    ['on its absolute deadline, which is named before the other', 1_100, 'absolute'],
    ['long after', 9_999, 'absolute'],
  ])('%s', (_when, now, expected) => {
    expect(verdict(anonymous, timeouts, now)).toBe(expected)
  })

  it('counts the absolute timeout from the login where there was one', () => {
    const busy = { ...loggedIn, touchedAt: 1_130 }
    expect(verdict(busy, timeouts, 1_139)).toBe('live')
    expect(verdict(busy, timeouts, 1_140)).toBe('absolute')
  })

  it('is absolute where both deadlines are the same second', () => {
    expect(verdict({ ...anonymous, touchedAt: 1_070 }, timeouts, 1_100)).toBe('absolute')
  })
})

describe('absoluteDeadline', () => {
  it('follows the login and never the touch', () => {
    expect(absoluteDeadline(anonymous, timeouts)).toBe(1_100)
    expect(absoluteDeadline({ ...anonymous, touchedAt: 1_099 }, timeouts)).toBe(1_100)
    expect(absoluteDeadline(loggedIn, timeouts)).toBe(1_140)
  })
})

describe('expiresAt', () => {
  it('is the nearer of both deadlines, and the first second that is over', () => {
    expect(expiresAt(anonymous, timeouts)).toBe(1_080)
    expect(expiresAt({ ...anonymous, touchedAt: 1_090 }, timeouts)).toBe(1_100)
    expect(verdict(anonymous, timeouts, expiresAt(anonymous, timeouts) - 1)).toBe('live')
    expect(verdict(anonymous, timeouts, expiresAt(anonymous, timeouts))).not.toBe('live')
  })
})

describe('touchesOverdue', () => {
  it.each([
    [1_059, 0.9],
    [1_060, 1],
    [1_070, 2],
    [1_050, 0],
    [1_040, -1],
  ])('counts intervals since the last touch: at %i it is %f', (now, expected) => {
    expect(touchesOverdue(anonymous, timeouts, now)).toBe(expected)
  })

  it('is due with every second when the interval is none, and not within the second', () => {
    const always = { ...timeouts, touchInterval: 0 }
    expect(touchesOverdue(anonymous, always, 1_050)).toBe(0)
    expect(touchesOverdue(anonymous, always, 1_051)).toBe(Number.POSITIVE_INFINITY)
    expect(touchesOverdue(anonymous, always, 1_000)).toBe(0)
  })
})
