/**
 * Where the command has its secrets from: the environment or a file, never the command line, which
 * others on the machine can read.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import type { Secrets } from '../options.ts'
import { type OptionsFromEnv, optionsFromEnv } from '../options-from-env.ts'
import { WrongUse } from './wrong-use.ts'

/** The option that names a file of secrets, for every verb that needs secrets. */
export const secretFileArgument = {
  type: 'string',
  valueHint: 'FILE',
  description: 'Read the secrets from a file, one a line, newest first (default: SECRET_KEY)',
} as const

/**
 * Gives the app's options from the environment, with the secrets of a file where one is named.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING`, `ERR_OPTIONS`
 * @throws {WrongUse} when the file cannot be read or holds nothing
 */
export function optionsOf(secretFile: unknown): OptionsFromEnv {
  return typeof secretFile === 'string'
    ? optionsFromEnv({ secrets: secretsIn(secretFile) })
    : optionsFromEnv()
}

function secretsIn(path: string): Secrets {
  const secrets = textOf(path)
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  if (secrets.length > 0) return secrets
  throw new WrongUse('the file of --secret-file is empty; write one secret a line, newest first')
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Without the path: somebody may have passed the secret itself.
    throw new WrongUse('the file of --secret-file cannot be read; check its path and its rights')
  }
}
