/**
 * The messages a Flask app keeps for the visitor's next page, under `_flashes`: a list of pairs of
 * category and text.
 *
 * @see Flask 3.1 `flask/helpers.py` (`flash`)
 * @module
 */

import type { Flash } from '../../record.ts'
import { kindOf, markup, tuple } from './kinds.ts'

// A message is handed on as it is until it is taken, so what was markup can be known by itself.
const markups = new WeakSet<Flash>()

/** Gives the messages, or `undefined` when the value is not the list that Flask makes. */
export function flashesOf(value: unknown): readonly Flash[] | undefined {
  if (!Array.isArray(value)) return undefined
  const flashes = value.map(flashOf).filter((flash) => flash !== undefined)
  return flashes.length === value.length ? flashes : undefined
}

/** Gives the list as Flask makes it. */
export function listOf(flashes: readonly Flash[]): readonly unknown[] {
  return flashes.map((flash) =>
    tuple([flash.category, markups.has(flash) ? markup(flash.text) : flash.text]),
  )
}

function flashOf(value: unknown): Flash | undefined {
  const known = value instanceof Map ? kindOf(value) : undefined
  const pair: unknown = known?.kind === 'tuple' ? known.value : value
  if (!Array.isArray(pair) || pair.length !== 2) return undefined
  const [category, message]: unknown[] = pair
  if (typeof category !== 'string') return undefined
  if (typeof message === 'string') return { text: message, category }
  const safe = message instanceof Map ? kindOf(message) : undefined
  if (safe?.kind !== 'markup') return undefined
  const flash = { text: safe.value, category }
  markups.add(flash)
  return flash
}
