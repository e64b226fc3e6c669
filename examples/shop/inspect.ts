/**
 * The inspector of the shop's sessions, in development at `/coatcheck`.
 *
 * @module
 */

import { type Inspector, inspector } from 'coatcheck/inspector'

/** Hears what happens to sessions, and shows it. */
export const inspect: Inspector = inspector()
