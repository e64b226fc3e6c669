/**
 * The app's secrets as they are given, and the refusal of those that would protect nothing.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'

/** One secret, or several, newest first: the first seals, each unseals what it sealed. */
export type Secrets = string | Uint8Array | readonly (string | Uint8Array)[]

const minBytes = 32
const minDifferentBytes = 8
const mend = 'make one with: npx coatcheck keygen'

// What people paste from tutorials, the longest first. Compared without case, spaces and punctuation;
// no row of placeholders becomes a secret.
const placeholders: readonly string[] = [
  'changeme',
  'changethis',
  'secret',
  'secretkey',
  'mysecret',
  'mysecretkey',
  'supersecret',
  'supersecretkey',
  'yoursecret',
  'yoursecretkey',
  'yoursecrethere',
  'yoursecretkeyhere',
  'sessionsecret',
  'keyboardcat',
  'password',
  'dev',
  'devsecretkey',
  'development',
  'replaceme',
  'todo',
  'test',
  'example',
  'default',
  'placeholder',
  'complexpasswordatleast32characterslong',
  'thissecretkeyshouldbechanged',
  'thisisasecretkeypleasechangeit',
].sort((a, b) => b.length - a.length)

/**
 * Gives the secrets as bytes, newest first.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` when there is none; `ERR_SECRET_WEAK` when one is
 * shorter than 32 bytes, a well-known placeholder, a repetition, or of too few different bytes;
 * `ERR_OPTIONS` when it is no list of texts or bytes
 */
export function secretBytes(secrets: Secrets | undefined): readonly Uint8Array[] {
  const list = typeof secrets === 'string' || secrets instanceof Uint8Array ? [secrets] : secrets
  if (list !== undefined && !Array.isArray(list)) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `secrets: it is a ${typeof list}, and needs to be text, bytes or a list of them`,
    )
  }
  if (list === undefined || list.length === 0 || list[0]?.length === 0) {
    throw new CoatcheckError(
      'ERR_SECRET_MISSING',
      `secrets: there is none, so no cookie can be sealed; set SECRET_KEY or pass secrets, and ${mend}`,
    )
  }
  return list.map((secret: string | Uint8Array, index) => {
    const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
    const weakness = bytes instanceof Uint8Array ? weaknessOf(bytes) : 'is neither text nor bytes'
    if (weakness === undefined) return Uint8Array.from(bytes)
    throw new CoatcheckError('ERR_SECRET_WEAK', `secrets[${index}] ${weakness}; ${mend}`)
  })
}

function weaknessOf(bytes: Uint8Array): string | undefined {
  if (isPlaceholder(bytes)) return 'is a well-known placeholder'
  const unit = repeatedUnit(bytes)
  if (unit < minBytes) {
    const length = unit === bytes.length ? 'long' : `long but for repetition`
    return `is ${unit} bytes ${length}, and ${minBytes} are needed`
  }
  if (new Set(bytes).size < minDifferentBytes) {
    return `has fewer than ${minDifferentBytes} different bytes`
  }
  return undefined
}

/** The length of the shortest beginning that the whole repeats, the last time perhaps in part. */
function repeatedUnit(bytes: Uint8Array): number {
  for (let unit = 1; unit <= bytes.length / 2; unit += 1) {
    if (bytes.every((byte, i) => byte === bytes[i % unit])) {
      return unit
    }
  }
  return bytes.length
}

function isPlaceholder(bytes: Uint8Array): boolean {
  const letters = Buffer.from(bytes)
    .toString('latin1')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
  const rest = placeholders.reduce((text, placeholder) => text.replaceAll(placeholder, ''), letters)
  return letters !== '' && rest === ''
}
