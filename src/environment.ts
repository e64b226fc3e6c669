/**
 * Reads the names a Flask app is configured with from an environment, strictly: what is there and
 * cannot be understood is refused by its name, never by its value, which may be a secret.
 *
 * @module
 */

import { CoatcheckError } from './errors.ts'

/** The names that are read, as Flask calls them. */
type EnvironmentName =
  | 'SECRET_KEY'
  | 'SECRET_KEY_FALLBACKS'
  | 'SESSION_COOKIE_NAME'
  | 'SESSION_COOKIE_DOMAIN'
  | 'SESSION_COOKIE_PATH'
  | 'SESSION_COOKIE_HTTPONLY'
  | 'SESSION_COOKIE_SECURE'
  | 'SESSION_COOKIE_SAMESITE'
  | 'SESSION_COOKIE_PARTITIONED'
  | 'PERMANENT_SESSION_LIFETIME'
  | 'SESSION_REFRESH_EACH_REQUEST'

/**
 * Where the names are found: `process.env`, or what a Worker is given as `env`. Each may carry the
 * prefix of Flask's `from_prefixed_env`; the bare name wins.
 */
export type Environment = {
  readonly [Name in EnvironmentName | `FLASK_${EnvironmentName}`]?: unknown
}

/** One name and what the environment says of it. */
export interface EnvironmentValue {
  /** The name it was found under, for messages. */
  readonly name: string
  /** What it says, never empty. */
  readonly text: string
}

const yes = new Set(['true', '1', 'yes', 'on'])
const no = new Set(['false', '0', 'no', 'off'])

/** Gives what the environment says under a name, or `undefined` when it is unset or empty. */
export function environmentValue(
  environment: Environment,
  name: EnvironmentName,
): EnvironmentValue | undefined {
  const bare = textOf(name, environment[name])
  if (bare !== '') return { name, text: bare }
  const prefixed = `FLASK_${name}` as const
  const text = withoutJsonQuotes(textOf(prefixed, environment[prefixed]))
  return text === '' ? undefined : { name: prefixed, text }
}

/**
 * Gives a claim: true, 1, yes, on, or false, 0, no, off, in any case.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` for anything else
 */
export function booleanOf({ name, text }: EnvironmentValue): boolean {
  const word = text.toLowerCase()
  if (yes.has(word)) return true
  if (no.has(word)) return false
  throw refused(name, "is neither 'true' nor 'false'")
}

/**
 * Gives a number of whole seconds, at least one.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` for anything else
 */
export function wholeSecondsOf({ name, text }: EnvironmentValue): number {
  const seconds = /^\d{1,15}$/.test(text) ? Number(text) : 0
  if (seconds >= 1) return seconds
  throw refused(name, "is not a number of seconds, such as '604800' for seven days")
}

/**
 * Gives several texts, written as a JSON array or separated by commas, in the order written.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` for a JSON array that is broken or holds anything but texts
 */
export function listOf({ name, text }: EnvironmentValue): readonly string[] {
  if (!text.trimStart().startsWith('[')) {
    return text.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]))
  }
  const list = parsedJson(text)
  if (Array.isArray(list) && list.every((item): item is string => typeof item === 'string')) {
    return list
  }
  throw refused(name, 'begins with [ but is not a JSON array of texts')
}

/** Makes the error for a name whose value cannot be used. */
export function refused(name: string, why: string): CoatcheckError {
  return new CoatcheckError('ERR_OPTIONS', `${name} in the environment ${why}`)
}

function textOf(name: string, value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return ''
    case 'string':
      return value
    case 'number':
    case 'boolean':
      return String(value) // a Worker's variables may be JSON
    default:
      throw refused(name, 'is not a text')
  }
}

// from_prefixed_env reads each value as JSON and keeps it as it is when it is none.
function withoutJsonQuotes(text: string): string {
  const value = text.startsWith('"') || text === 'null' ? parsedJson(text) : undefined
  return value === null ? '' : typeof value === 'string' ? value : text
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
