/**
 * Whether a value came back as exactly what it was: stricter than any assertion library, which
 * forgive an order, an invalid date or a hole.
 *
 * @module
 */

/** Says whether two values are the same in type, prototype, order, holes and the sign of zero. */
export function identical(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Object.is(a, b)
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime())
  if (a instanceof Uint8Array && b instanceof Uint8Array) return sameBytes(a, b)
  if (a instanceof Map && b instanceof Map) return identical([...a], [...b])
  if (a instanceof Set && b instanceof Set) return identical([...a], [...b])
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false
  const before = Object.entries(a)
  const after = Object.entries(b)
  return (
    before.length === after.length &&
    before.every(([key, value], i) => {
      const [otherKey, otherValue] = after[i] ?? []
      return key === otherKey && identical(value, otherValue)
    })
  )
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
