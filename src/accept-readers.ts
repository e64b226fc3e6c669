/**
 * Which other cookies are accepted: readers, checked once.
 *
 * @module
 */

import type { CookieReader } from './codecs/reader.ts'
import { CoatcheckError } from './errors.ts'

/**
 * Checks the readers.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when one of them is none, or two read the same cookie
 */
export function checkedReaders(readers: readonly CookieReader[]): readonly CookieReader[] {
  if (!Array.isArray(readers) || !readers.every(isReader)) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      'acceptAlso: it is no list of readers; give what functions such as expressSessionReader() ' +
        'return, in a list',
    )
  }
  const names = readers.flatMap(({ cookieNames }) => cookieNames)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return readers
  throw new CoatcheckError(
    'ERR_OPTIONS',
    `acceptAlso: two readers read the cookie '${twice}'; keep one of them, or give the other one ` +
      'the name of its own cookie',
  )
}

function isReader(reader: unknown): boolean {
  return (
    typeof reader === 'object' &&
    reader !== null &&
    'read' in reader &&
    typeof reader.read === 'function' &&
    'until' in reader &&
    Number.isSafeInteger(reader.until)
  )
}
