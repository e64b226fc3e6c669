/**
 * The adapter contract as data: what every adapter promises, for any test runner to go through.
 *
 * @module
 */

import type { AdapterRule } from './adapter-rule.ts'
import { bodyRules } from './adapter-rules/bodies.ts'
import { cacheRules } from './adapter-rules/caches.ts'
import { cookieRules } from './adapter-rules/cookies.ts'
import { failingCommitRules } from './adapter-rules/failing-commits.ts'
import { inFlightRules } from './adapter-rules/in-flight.ts'
import { lateChangeRules } from './adapter-rules/late-changes.ts'
import { requestRules } from './adapter-rules/requests.ts'
import { serverErrorRules } from './adapter-rules/server-errors.ts'

/**
 * Every rule of the adapter contract.
 *
 * Serve an `adapterApp()` through the adapter, in this process or another one, and go through the
 * rules one after another. They look over HTTP only. Leave out those whose `needs` names what the
 * server is not capable of.
 *
 * @example
 * ```ts
 * import { adapterApp, adapterContract } from 'coatcheck/testing'
 * import { afterAll, beforeAll, describe, it } from 'vitest'
 * import { serve } from './my-server.js'
 *
 * describe('my adapter', async () => {
 *   const { origin, close } = await serve(adapterApp())
 *   afterAll(close)
 *   for (const rule of adapterContract) it(rule.name, () => rule.check({ origin }))
 * })
 * ```
 */
export const adapterContract: readonly AdapterRule[] = [
  ...cookieRules,
  ...serverErrorRules,
  ...failingCommitRules,
  ...bodyRules,
  ...lateChangeRules,
  ...cacheRules,
  ...requestRules,
  ...inFlightRules,
]
