/**
 * What a session holds as text, by which changes are found and merged.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { merge, type Tree } from '../merge.ts'
import { Session } from './session.ts'

const notData: ReadonlySet<string> = new Set(['cookie', 'id', 'req'])

/**
 * Writes what a session or a row holds, without its cookie.
 *
 * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE` when it holds what JSON has no notation for
 */
export function textOf(holder: object): string {
  const data = Object.entries(holder).filter(
    ([key]) => !notData.has(key) && !(key in Session.prototype),
  )
  try {
    return JSON.stringify(Object.fromEntries(data))
  } catch (cause) {
    throw new CoatcheckError(
      'ERR_NOT_SERIALIZABLE',
      'req.session holds what JSON has no notation for (a bigint, a cycle), which a connect-style ' +
        "store cannot keep; change it to a text or a number, or use one of Coatcheck's stores",
      { cause },
    )
  }
}

/** Merges three texts of one session: what was read, what others left since, and mine. */
export function mergedData(base: string, theirs: string, mine: string): Tree {
  // They are what `textOf` wrote.
  const [from, left, wanted] = [base, theirs, mine].map((text) => JSON.parse(text) as Tree)
  return merge(from ?? {}, left ?? {}, wanted ?? {}).data
}

/**
 * Makes a live session hold what was written, but for what its handler changed since.
 *
 * @param asked what the session held when writing began
 */
export function catchUp(session: object, asked: string, written: Tree): void {
  // What `textOf` wrote.
  const before = JSON.parse(asked) as Tree
  for (const key of new Set([...Object.keys(before), ...Object.keys(written)])) {
    const text = JSON.stringify(written[key])
    const isUnchanged = JSON.stringify(Reflect.get(session, key)) === JSON.stringify(before[key])
    if (!isUnchanged || text === JSON.stringify(before[key])) continue
    if (Object.hasOwn(written, key)) Reflect.set(session, key, written[key])
    else Reflect.deleteProperty(session, key)
  }
}
