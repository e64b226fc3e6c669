/**
 * Of `node:fs` what the portable suites use: they read the vectors, which are in the bundle, since
 * not every runtime has files.
 *
 * @module
 */

/** Gives the text of a file of vectors. */
export function readFileSync(file: URL): string {
  const texts: unknown = Reflect.get(globalThis, 'vectorTexts')
  const text = Reflect.get(Object(texts), file.pathname.replace(/.*\//, ''))
  if (typeof text !== 'string') throw new Error(`${file.pathname} is not in the bundle`)
  return text
}

/** Refuses: the vectors are only read. */
export const existsSync: () => boolean = () => true

export function writeFileSync(): never {
  throw new Error('there are no files to write')
}
