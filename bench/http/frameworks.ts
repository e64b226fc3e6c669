/**
 * The frameworks, and the kinds of sessions on each.
 *
 * @module
 */

import { expressKinds } from './express-app.ts'
import { fastifyKinds } from './fastify-app.ts'
import { honoKinds } from './hono-app.ts'
import type { Kind } from './kind.ts'
import { type Listening, nodeKinds } from './node-app.ts'

/** The kinds of sessions by framework. */
export const frameworks: Readonly<Record<string, readonly Kind<Listening>[]>> = {
  'Express 5': expressKinds,
  'Fastify 5': fastifyKinds,
  Hono: honoKinds,
  'node:http': nodeKinds,
}
