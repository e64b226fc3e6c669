/**
 * The expectations of rules: each throws an error that says what was expected and what was found,
 * and never what a value holds.
 *
 * @module
 */

import type { StoredEntry } from '../store.ts'

/** Throws unless both are the same value. */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) throw broken(what, shown(actual), shown(expected))
}

/** Throws unless both are the same values in the same order. */
export function expectInOrder(
  what: string,
  actual: readonly unknown[],
  expected: readonly unknown[],
): void {
  const isSame =
    actual.length === expected.length && actual.every((item, at) => Object.is(item, expected[at]))
  if (!isSame) throw broken(what, shown(actual), shown(expected))
}

/** Throws unless the number lies between the two, both included. */
export function expectBetween(what: string, actual: number, least: number, most: number): void {
  if (!(actual >= least && actual <= most)) {
    throw broken(what, shown(actual), `${least} to ${most}`)
  }
}

/** Throws unless the entry was found, and every part of it is as expected. */
export function expectEntry(what: string, actual: StoredEntry | null, expected: StoredEntry): void {
  if (actual === null) throw broken(what, 'none', 'an entry')
  expectBytes(`${what}: value`, actual.value, expected.value)
  for (const part of ['subject', 'touchedAt', 'expiresAt', 'version'] as const) {
    expectSame(`${what}: ${part}`, actual[part], expected[part])
  }
}

/** Throws unless both are the same bytes. */
function expectBytes(what: string, actual: Uint8Array, expected: Uint8Array): void {
  if (!(actual instanceof Uint8Array)) throw broken(what, typeof actual, 'a Uint8Array')
  expectSame(`${what}: length in bytes`, actual.length, expected.length)
  for (let at = 0; at < expected.length; at += 1) {
    if (actual[at] === expected[at]) continue
    throw broken(`${what}: byte ${at}`, shown(actual[at]), shown(expected[at]))
  }
}

function broken(what: string, found: string, expected: string): Error {
  return new Error(`${what}: expected ${expected}, found ${found}`)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
