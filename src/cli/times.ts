/**
 * Instants as a person reads them.
 *
 * @module
 */

import type { Instant } from '../time.ts'

/** Gives an instant as ISO 8601 in UTC, to the second. */
export function isoTime(instant: Instant): string {
  return new Date(instant * 1_000).toISOString().replace('.000', '')
}
