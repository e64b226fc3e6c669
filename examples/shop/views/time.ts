/**
 * A moment, for people and for machines.
 *
 * @module
 */

import type { Instant } from 'coatcheck'
import { type Html, html } from '../html.ts'

const people = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})

/** Shows a moment in UTC, or a dash where there is none. */
export function timeView(instant: Instant | null): Html {
  if (instant === null) return html`–`
  const date = new Date(instant * 1_000)
  return html`<time datetime="${date.toISOString()}">${people.format(date)} UTC</time>`
}
