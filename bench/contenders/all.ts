/**
 * Everything that is measured in one process, by name.
 *
 * @module
 */

import type { Contender } from '../contender.ts'
import { coatcheck } from './coatcheck.ts'
import { connectPeers } from './connect.ts'
import { fastifyStoreSession, secureSession } from './fastify.ts'
import { fetchPeers } from './fetch.ts'
import { functionPeers } from './functions.ts'
import { ironSession } from './iron-session.ts'
import { koaSession } from './koa-session.ts'

/** Coatcheck first, then the peers. FLOOR runs beside each of them. */
export const contenders: readonly Contender[] = [
  ...coatcheck,
  secureSession,
  ...functionPeers,
  ...connectPeers,
  koaSession,
  ironSession,
  ...fetchPeers,
  fastifyStoreSession,
]
