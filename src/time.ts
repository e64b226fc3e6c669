/**
 * The units of time: instants are Unix seconds, durations are seconds or a typed text.
 *
 * @module
 */

import { CoatcheckError } from './errors.ts'

/** A moment, in whole Unix seconds. */
export type Instant = number

/** A length of time, in seconds. */
export type Seconds = number

/** A length of time: seconds as a number, or a text such as `'30m'`, `'12h'`, `'7d'`, `'1.5h'`. */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`

/** Tells the time in Unix seconds; an option, so that no test has to wait. */
export type Clock = () => Instant

const unitSeconds: Readonly<Record<string, Seconds>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
}

const tenYearsSeconds: Seconds = 10 * 365 * 86_400

// duration = 1*DIGIT [ "." 1*DIGIT ] ( "s" / "m" / "h" / "d" / "w" )
const durationText = /^(\d+(?:\.\d+)?)([smhdw])$/

/**
 * Turns a duration into seconds, rounded down to a whole second.
 *
 * @param option the name of the option it came from, for the message
 * @param duration non-negative, at most ten years
 * @throws {CoatcheckError} `ERR_OPTIONS` when it is not a duration
 */
export function secondsOf(option: string, duration: Duration): Seconds {
  const seconds = typeof duration === 'number' ? duration : textSeconds(duration)
  if (!(seconds >= 0)) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `${option}: ${String(duration)} is not a duration; give seconds as a number, ` +
        `or a text such as '30m', '12h' or '7d'`,
    )
  }
  if (seconds > tenYearsSeconds) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `${option}: ${duration} is more than ten years; seconds, not milliseconds?`,
    )
  }
  return Math.floor(seconds)
}

/** Reads the machine's clock in Unix seconds. */
export const systemClock: Clock = () => Math.floor(Date.now() / 1_000)

function textSeconds(text: string): number {
  const [, amount, unit] = durationText.exec(text) ?? []
  return amount === undefined || unit === undefined
    ? Number.NaN
    : Number(amount) * (unitSeconds[unit] ?? Number.NaN)
}
