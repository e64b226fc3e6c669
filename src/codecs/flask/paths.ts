/**
 * Where in a session's data a value lies, as text, for messages and to find it again.
 *
 * @module
 */

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** The path of the data itself. */
export const rootPath = 'data'

/** Gives the path of what lies under a key, such as `data.cart[3].price`. */
export function pathOf(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  return identifier.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
}
