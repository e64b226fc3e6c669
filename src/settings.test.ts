import { describe, expect, it } from 'vitest'
import type { Options } from './options.ts'
import { settingsOf } from './settings.ts'

const secrets = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const day = 86_400

const timeoutsOf = (options: Partial<Options<object>>) =>
  settingsOf({ secrets, ...options }).timeouts

describe('settingsOf', () => {
  it('has defaults for all but secrets', () => {
    expect(timeoutsOf({})).toEqual({
      idleTimeout: 7 * day,
      absoluteTimeout: 30 * day,
      touchInterval: 3_600,
    })
  })

  it('takes undefined for an option that is not there', () => {
    expect(
      timeoutsOf({ idleTimeout: undefined, touchInterval: undefined, cookie: undefined }),
    ).toEqual(timeoutsOf({}))
  })

  it('shortens the default idle timeout to an absolute one that is shorter', () => {
    expect(timeoutsOf({ absoluteTimeout: '1d' })).toMatchObject({
      idleTimeout: day,
      absoluteTimeout: day,
    })
  })

  it.each([
    ['9s', 0],
    ['10s', 1],
    ['5m', 30],
    ['10h', 3_600],
    ['20d', 3_600],
  ] as const)(
    'touches after a tenth of an idle timeout of %s: %i seconds',
    (idleTimeout, seconds) => {
      expect(timeoutsOf({ idleTimeout }).touchInterval).toBe(seconds)
    },
  )

  it('allows both timeouts to be the same, and the touch interval as long as the idle one', () => {
    const options = { idleTimeout: '1d', absoluteTimeout: '1d', touchInterval: '1d' } as const
    expect(timeoutsOf(options)).toEqual({
      idleTimeout: day,
      absoluteTimeout: day,
      touchInterval: day,
    })
  })

  it.each<[string, Partial<Options<object>>, string]>([
    ['an idle timeout of nothing', { idleTimeout: 0 }, 'idleTimeout'],
    ['less than a second', { idleTimeout: 0.9 }, 'idleTimeout'],
    ['an absolute timeout of nothing', { absoluteTimeout: '0d' }, 'absoluteTimeout'],
    ['idle for longer than at all', { idleTimeout: '31d' }, 'idleTimeout'],
    ['a touch later than the end', { touchInterval: '8d' }, 'touchInterval'],
    ['a touch in the past', { touchInterval: -1 }, 'touchInterval'],
  ])('refuses %s', (_what, options, name) => {
    expect(() => timeoutsOf(options)).toThrow(
      expect.objectContaining({
        code: 'ERR_OPTIONS',
        message: expect.stringMatching(new RegExp(`^${name}: `)),
      }),
    )
  })

  it('refuses a name that is no option, such as one of another library', () => {
    for (const name of ['maxAge', 'resave', 'rolling', 'cookies', 'secret', '__proto__x']) {
      expect(() => settingsOf({ secrets, [name]: 1 })).toThrow(`${name}: there is no such option`)
    }
  })

  it('rounds the clock down to whole seconds', () => {
    expect(settingsOf({ secrets, now: () => 1_800_000_000.999 }).now()).toBe(1_800_000_000)
  })

  it('reports to nobody when nobody listens', () => {
    expect(settingsOf({ secrets }).report).toBeUndefined()
  })
})
