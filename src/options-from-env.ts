/**
 * The options a Flask app's environment asks for, under the names Flask gives them.
 *
 * @module
 */

import {
  booleanOf,
  type Environment,
  type EnvironmentValue,
  environmentValue,
  listOf,
  refused,
  wholeSecondsOf,
} from './environment.ts'
import { CoatcheckError } from './errors.ts'
import type { CookieOptions, Options, Secrets } from './options.ts'
import { defaultAbsoluteTimeout, defaultIdleTimeout } from './settings.ts'
import { type Duration, type Seconds, secondsOf } from './time.ts'

/** How the environment wants the cookie called and sent. */
export type CookieOptionsFromEnv = {
  -readonly [Name in keyof CookieOptions]: Exclude<CookieOptions[Name], undefined>
}

/** What an environment may say; a name that is not set leaves its property out. */
export interface OptionsFromEnv {
  /** `SECRET_KEY`, then `SECRET_KEY_FALLBACKS` in the order written. */
  secrets: Secrets
  /** `PERMANENT_SESSION_LIFETIME`, in seconds. */
  idleTimeout?: Duration
  /** Raised to `PERMANENT_SESSION_LIFETIME` where that exceeds the default of 30 days. */
  absoluteTimeout?: Duration
  /** As long as the idle timeout where `SESSION_REFRESH_EACH_REQUEST` is false. */
  touchInterval?: Duration
  /** `SESSION_COOKIE_NAME`, `_DOMAIN`, `_PATH`, `_HTTPONLY`, `_SECURE`, `_SAMESITE`, `_PARTITIONED`. */
  cookie?: CookieOptionsFromEnv
}

type Overrides = Partial<Options<object>>

/** The environment's options with the overrides laid over them. */
export type OptionsWithEnv<Over extends object> = Omit<Over, keyof OptionsFromEnv> & OptionsFromEnv

/**
 * Reads options from the environment, under Flask's names or with the prefix of Flask's
 * `from_prefixed_env` (`FLASK_SECRET_KEY`); the bare name wins, and an empty text counts as unset.
 *
 * | name | option |
 * |---|---|
 * | `SECRET_KEY`, `SECRET_KEY_FALLBACKS` (a JSON array, or separated by commas) | `secrets`, newest first |
 * | `SESSION_COOKIE_NAME`, `_DOMAIN`, `_PATH`, `_HTTPONLY`, `_SECURE`, `_SAMESITE`, `_PARTITIONED` | `cookie` |
 * | `PERMANENT_SESSION_LIFETIME` (seconds) | `idleTimeout`; over 30 days also `absoluteTimeout`, and one line on stderr says so |
 * | `SESSION_REFRESH_EACH_REQUEST` | true, as by default: `touchInterval` keeps its default, so reading renews the idle timeout; false: only a change renews it |
 *
 * @param overrides options that win over the environment's, merged one level deep: `cookie` by
 * attribute. What is `undefined` in them leaves the environment's word.
 * @param environment where the names are found (`process.env`); a Worker passes its `env`
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` without `SECRET_KEY`, unless the overrides bring
 * `secrets`; `ERR_OPTIONS` naming a variable whose value cannot be used
 *
 * @see Flask 3.1 "Configuration Handling", flask/config.py `from_prefixed_env`
 *
 * @example
 * const sessions = createSessions(optionsFromEnv({ cookie: { name: 'shop' } }))
 */
export function optionsFromEnv<const Over extends Overrides = Record<never, never>>(
  // A name that is no option is a type error here, as it would be in createSessions.
  overrides?: Over & Overrides & { readonly [Name in Exclude<keyof Over, keyof Options>]: never },
  environment: Environment = processEnvironment(),
): OptionsWithEnv<Over> {
  const { secrets, cookie, ...over }: Overrides = overrides ?? {}
  const merged = {
    ...timeouts(over, environment),
    ...withoutUndefined(over),
    ...mergedCookie(cookie, environment),
    secrets: secrets ?? secretsOf(environment),
  }
  // Every property of the overrides is laid over the environment's under its own name and type;
  // only `cookie`, whose attributes are merged, and `undefined`, which is left out, differ, and
  // OptionsFromEnv describes both.
  return merged as OptionsWithEnv<Over>
}

function secretsOf(environment: Environment): Secrets {
  const newest = environmentValue(environment, 'SECRET_KEY')
  if (newest === undefined) {
    throw new CoatcheckError(
      'ERR_SECRET_MISSING',
      'SECRET_KEY is not set in the environment; make one with `npx coatcheck keygen` ' +
        'and set it, for example in .env',
    )
  }
  const fallbacks = environmentValue(environment, 'SECRET_KEY_FALLBACKS')
  return fallbacks === undefined ? newest.text : [newest.text, ...listOf(fallbacks)]
}

function timeouts(over: Overrides, environment: Environment): Partial<OptionsFromEnv> {
  const found: Partial<OptionsFromEnv> = {}
  const lifetime = environmentValue(environment, 'PERMANENT_SESSION_LIFETIME')
  if (lifetime !== undefined && over.idleTimeout === undefined) {
    const seconds = wholeSecondsOf(lifetime)
    found.idleTimeout = secondsOf(lifetime.name, seconds)
    if (over.absoluteTimeout === undefined && seconds > secondsOf('', defaultAbsoluteTimeout)) {
      found.absoluteTimeout = seconds
      warnOfRaise(lifetime, seconds)
    }
  }
  const refresh = environmentValue(environment, 'SESSION_REFRESH_EACH_REQUEST')
  if (refresh !== undefined && !booleanOf(refresh)) {
    // A touch is then due at the very moment the session is over, so there never is one.
    const absoluteTimeout = over.absoluteTimeout ?? defaultAbsoluteTimeout
    found.touchInterval =
      over.idleTimeout ??
      found.idleTimeout ??
      defaultIdleTimeout(secondsOf('absoluteTimeout', absoluteTimeout))
  }
  return found
}

// console.warn, since stderr has no other name that every runtime knows.
function warnOfRaise({ name }: EnvironmentValue, seconds: Seconds): void {
  console.warn(
    `coatcheck: ${name} of ${seconds} seconds is longer than the default absoluteTimeout of ` +
      `30 days, which is raised to it; pass absoluteTimeout to decide otherwise`,
  )
}

function mergedCookie(
  over: CookieOptions | undefined,
  environment: Environment,
): Pick<OptionsFromEnv, 'cookie'> {
  const cookie = { ...cookieOf(environment), ...withoutUndefined(over ?? {}) }
  return Object.keys(cookie).length === 0 ? {} : { cookie }
}

function cookieOf(environment: Environment): CookieOptionsFromEnv {
  const cookie: CookieOptionsFromEnv = {}
  const name = environmentValue(environment, 'SESSION_COOKIE_NAME')
  const domain = environmentValue(environment, 'SESSION_COOKIE_DOMAIN')
  const path = environmentValue(environment, 'SESSION_COOKIE_PATH')
  const httpOnly = environmentValue(environment, 'SESSION_COOKIE_HTTPONLY')
  const secure = environmentValue(environment, 'SESSION_COOKIE_SECURE')
  const sameSite = environmentValue(environment, 'SESSION_COOKIE_SAMESITE')
  const partitioned = environmentValue(environment, 'SESSION_COOKIE_PARTITIONED')
  if (name !== undefined) cookie.name = name.text
  if (domain !== undefined) cookie.domain = domain.text
  if (path !== undefined) cookie.path = path.text
  if (httpOnly !== undefined) cookie.httpOnly = booleanOf(httpOnly)
  if (secure !== undefined) cookie.secure = secureOf(secure)
  if (sameSite !== undefined) cookie.sameSite = sameSiteOf(sameSite)
  if (partitioned !== undefined) cookie.partitioned = booleanOf(partitioned)
  return cookie
}

function secureOf(value: EnvironmentValue): boolean | 'auto' {
  return value.text.toLowerCase() === 'auto' ? 'auto' : booleanOf(value)
}

function sameSiteOf({ name, text }: EnvironmentValue): 'strict' | 'lax' | 'none' {
  const word = text.toLowerCase()
  if (word === 'strict' || word === 'lax' || word === 'none') return word
  throw refused(name, "is not 'Strict', 'Lax' or 'None'")
}

type Defined<T> = { [Name in keyof T]: Exclude<T[Name], undefined> }

function withoutUndefined<T extends object>(object: T): Defined<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined)
  // What is left of the entries is exactly what is not undefined.
  return Object.fromEntries(entries) as Defined<T>
}

function processEnvironment(): Environment {
  // A Worker may have no `process` at all.
  const { process } = globalThis as { process?: { env?: Environment } }
  return process?.env ?? {}
}
