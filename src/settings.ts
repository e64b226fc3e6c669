/**
 * Options, checked once and with their defaults: the one place where a bad choice is refused.
 *
 * @module
 */

import { checkedReaders } from './accept-readers.ts'
import type { CookieReader } from './codecs/reader.ts'
import { type CookieForms, cookieForms } from './cookie/cookie-forms.ts'
import type { CookieOptions } from './cookie/cookie-options.ts'
import { CoatcheckError } from './errors.ts'
import type { EventListener, SessionEvent } from './events.ts'
import type { Timeouts } from './expiry.ts'
import type { CodecOptions, NoCodec, Options } from './options.ts'
import { type Validate, validateWith } from './schema.ts'
import { type Clock, type Duration, type Seconds, secondsOf, systemClock } from './time.ts'

/** What an app chose, checked. */
export interface Settings {
  /** The clocks of a session. */
  readonly timeouts: Timeouts
  /** Tells the time in whole Unix seconds. */
  readonly now: Clock
  /** The cookie's names and attributes. */
  readonly forms: CookieForms
  /** Checks data; `undefined` when the app has no schema. */
  readonly validate: Validate | undefined
  /** With a store: whether the visitor carries a copy. */
  readonly cacheInCookie: boolean
  /** With a store: seconds between two looks at whether everyone was revoked. */
  readonly recheckInterval: Seconds
  /** With a store: seconds for which the ticket before a regenerate is honoured. */
  readonly regenerateGrace: Seconds
  /** With a store: what a visitor gets when it cannot be read. */
  readonly onStoreFailure: 'fail' | 'anonymous'
  /** The readers of other libraries' cookies. */
  readonly acceptAlso: readonly CookieReader[]
  /** Reports an event; `undefined` when nobody listens. */
  readonly report: ((event: SessionEvent) => void) | undefined
}

const optionNames: ReadonlySet<string> = new Set<keyof CodecOptions>([
  'secrets',
  'codec',
  'idleTimeout',
  'absoluteTimeout',
  'touchInterval',
  'store',
  'cacheInCookie',
  'recheckInterval',
  'regenerateGrace',
  'onStoreFailure',
  'cookie',
  'schema',
  'acceptAlso',
  'onEvent',
  'now',
])

/** Ends a session this long after it began or last logged in, unless the app says otherwise. */
export const defaultAbsoluteTimeout: Duration = '30d'

/** The idle timeout unless the app says otherwise: seven days, or the absolute one if that is shorter. */
export function defaultIdleTimeout(absoluteTimeout: Seconds): Seconds {
  return Math.min(secondsOf('idleTimeout', '7d'), absoluteTimeout)
}

const oneHourSeconds: Seconds = 3_600

/**
 * Checks options and fills in defaults.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` naming the option and the mend
 */
export function settingsOf<Data extends object>(
  options: (Options<Data> & NoCodec) | CodecOptions<Data>,
): Settings {
  for (const name of Object.keys(options)) {
    if (optionNames.has(name)) continue
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `${name}: there is no such option; there are ${[...optionNames].join(', ')}`,
    )
  }
  checkCodec(options)
  const { now = systemClock, schema, onEvent, cookie, codec } = options
  return {
    timeouts: timeoutsOf(options),
    now: now === systemClock ? now : checkedClock(now),
    forms: codec === undefined ? cookieForms(cookie) : sharedForms(cookie, codec.cookieName),
    validate: schema === undefined ? undefined : validateWith(schema),
    ...storeSettings(options),
    acceptAlso: checkedReaders(options.acceptAlso ?? []),
    report: onEvent === undefined ? undefined : (event) => tell(onEvent, event),
  }
}

function checkCodec({
  codec,
  secrets,
  store,
}: Pick<(Options<object> & NoCodec) | CodecOptions<object>, 'codec' | 'secrets' | 'store'>): void {
  if (codec === undefined) return
  const other = secrets === undefined ? 'store' : 'secrets'
  if (typeof codec !== 'object' || codec === null || !('shared' in codec)) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      'codec: it is none; give what a function such as flaskCodec() returns',
    )
  }
  if (secrets === undefined && store === undefined) return
  throw new CoatcheckError(
    'ERR_OPTIONS',
    `${other}: a codec keeps the data in a cookie of its own, under secrets of its own; ` +
      `leave ${other} out, or leave codec out`,
  )
}

// Another program looks for the cookie under this very name.
function sharedForms(cookie: CookieOptions | undefined, cookieName: string): CookieForms {
  const name = cookie?.name ?? cookieName
  const { secure, local } = cookieForms({ ...cookie, name })
  return { secure: { ...secure, name }, local: local && { ...local, name } }
}

// The year 5138 in seconds, and 1973 in milliseconds: nothing lies on both sides by mistake.
const lastInstant = 100_000_000_000

function checkedClock(now: Clock): Clock {
  const checked = (): number => {
    const instant = Math.floor(now())
    if (instant >= 0 && instant < lastInstant) return instant
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `now: it told ${instant}, which is no time in Unix seconds; give seconds, not milliseconds`,
    )
  }
  checked()
  return checked
}

const storeOptions = [
  'cacheInCookie',
  'recheckInterval',
  'regenerateGrace',
  'onStoreFailure',
] as const

function storeSettings(
  options: Pick<Options, 'store' | (typeof storeOptions)[number]>,
): Pick<Settings, (typeof storeOptions)[number]> {
  const useless = storeOptions.find((name) => (options[name] ?? false) !== false)
  if (options.store === undefined && useless !== undefined) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `${useless}: it needs a store, and there is none; pass store, or leave ${useless} out`,
    )
  }
  const { cacheInCookie = false, onStoreFailure = 'fail' } = options
  if (typeof cacheInCookie !== 'boolean') {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `cacheInCookie: ${JSON.stringify(cacheInCookie)} is not allowed; give true or false`,
    )
  }
  if (onStoreFailure !== 'fail' && onStoreFailure !== 'anonymous') {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `onStoreFailure: ${JSON.stringify(onStoreFailure)} is not allowed; give 'fail' or 'anonymous'`,
    )
  }
  return {
    cacheInCookie,
    recheckInterval: secondsOf('recheckInterval', options.recheckInterval ?? 60),
    regenerateGrace: secondsOf('regenerateGrace', options.regenerateGrace ?? 30),
    onStoreFailure,
  }
}

function timeoutsOf(
  options: Pick<Options, 'idleTimeout' | 'absoluteTimeout' | 'touchInterval'>,
): Timeouts {
  const absoluteTimeout = positive(
    'absoluteTimeout',
    options.absoluteTimeout ?? defaultAbsoluteTimeout,
  )
  const idleTimeout =
    options.idleTimeout === undefined
      ? defaultIdleTimeout(absoluteTimeout)
      : positive('idleTimeout', options.idleTimeout)
  if (idleTimeout > absoluteTimeout) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `idleTimeout: ${idleTimeout} seconds are longer than absoluteTimeout (${absoluteTimeout}), ` +
        'so it would never act; shorten it, or raise absoluteTimeout',
    )
  }
  const touchInterval =
    options.touchInterval === undefined
      ? Math.min(Math.floor(idleTimeout / 10), oneHourSeconds)
      : secondsOf('touchInterval', options.touchInterval)
  if (touchInterval > idleTimeout) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `touchInterval: ${touchInterval} seconds are longer than idleTimeout (${idleTimeout}), so ` +
        'active visitors would be logged out; shorten it',
    )
  }
  return { idleTimeout, absoluteTimeout, touchInterval }
}

function positive(option: string, duration: Duration): Seconds {
  const seconds = secondsOf(option, duration)
  if (seconds >= 1) return seconds
  throw new CoatcheckError(
    'ERR_OPTIONS',
    `${option}: ${duration} would end every session at once; give at least '1s'`,
  )
}

// A listener's fault is the app's to see, but no reason to fail a visitor's request.
function tell(listener: EventListener, event: SessionEvent): void {
  const complain = (error: unknown): void => {
    console.error(`coatcheck: onEvent failed on '${event.type}'`, error)
  }
  try {
    // Typed to return nothing, but an async function fits that type too.
    const result: unknown = listener(event)
    if (result instanceof Promise) result.catch(complain)
  } catch (error) {
    complain(error)
  }
}
