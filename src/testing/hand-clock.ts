/**
 * A clock that stands still until a test turns it, so that no test waits for a timeout.
 *
 * @module
 */

import { type Clock, type Duration, type Instant, secondsOf } from '../time.ts'

/** A clock turned by hand. */
export interface HandClock {
  /** The time, in Unix seconds. Set it to go anywhere, back too. */
  at: Instant
  /** Tells the time: the `now` of `createSessions`. */
  readonly now: Clock
  /** Tells the time in Unix milliseconds: the `clock` of `memoryStore`. */
  readonly milliseconds: () => number
  /** Turns it forward: `turn('31m')`, or seconds as a number. */
  turn(duration: Duration): void
}

/**
 * Makes a clock that stands still until it is turned. Its functions may be passed on without it.
 *
 * @param at where it begins, in Unix seconds (default: the present, since servers such as Redis
 * remove what is over by their own clock)
 * @throws {CoatcheckError} `ERR_OPTIONS` when it is turned by what is no duration
 * @example
 * const clock = handClock()
 * const sessions = createSessions({ secrets, now: clock.now, idleTimeout: '30m' })
 *
 * clock.turn('31m')
 */
export function handClock(at: Instant = Math.floor(Date.now() / 1_000)): HandClock {
  const clock: HandClock = {
    at,
    now: () => clock.at,
    milliseconds: () => clock.at * 1_000,
    turn(duration) {
      clock.at += secondsOf('turn(duration)', duration)
    },
  }
  return clock
}
