/**
 * What a reader makes of a visitor's cookies.
 *
 * @module
 */

import type { CookieReader } from '../../src/codecs/reader.ts'
import type { Visitor } from '../clients/cookie-jar.ts'

/** Lets a reader read what a visitor's jar holds. */
export function readJar(reader: CookieReader, { cookies }: Visitor, now: number): unknown {
  const values = (name: string): readonly string[] => {
    const value = cookies.get(name)?.value
    return value === undefined ? [] : [value]
  }
  return reader.read(values, now)
}
