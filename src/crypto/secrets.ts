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

// What people paste from tutorials. Compared without case, spaces and punctuation, and padded by
// repetition no placeholder becomes a secret.
const placeholders = [
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
]

/**
 * Gives the secrets as bytes, newest first.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` when there is none; `ERR_SECRET_WEAK` when one is
 * shorter than 32 bytes, a well-known placeholder, or mostly one character
 */
export function secretBytes(secrets: Secrets | undefined): readonly Uint8Array[] {
  const list = typeof secrets === 'string' || secrets instanceof Uint8Array ? [secrets] : secrets
  if (list === undefined || list.length === 0 || list[0]?.length === 0) {
    throw new CoatcheckError(
      'ERR_SECRET_MISSING',
      `secrets: there is none, so no cookie can be sealed; set SECRET_KEY or pass secrets, and ${mend}`,
    )
  }
  return list.map((secret, index) => {
    const weakness = weaknessOf(secret)
    if (weakness !== undefined) {
      throw new CoatcheckError('ERR_SECRET_WEAK', `secrets[${index}] ${weakness}; ${mend}`)
    }
    return typeof secret === 'string' ? new TextEncoder().encode(secret) : Uint8Array.from(secret)
  })
}

function weaknessOf(secret: string | Uint8Array): string | undefined {
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array))
    return 'is no text and no bytes'
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
  if (isPlaceholder(secret)) return 'is a well-known placeholder'
  if (bytes.length < minBytes) return `is ${bytes.length} bytes long, and ${minBytes} are needed`
  if (new Set(bytes).size < minDifferentBytes) {
    return `has fewer than ${minDifferentBytes} different bytes`
  }
  return undefined
}

function isPlaceholder(secret: string | Uint8Array): boolean {
  if (typeof secret !== 'string') return false
  const letters = secret.toLowerCase().replace(/[^a-z0-9]/g, '')
  return placeholders.some(
    (placeholder) => letters.replaceAll(placeholder, '') === '' && letters !== '',
  )
}
