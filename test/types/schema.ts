/**
 * Schemas of zod and valibot as the `schema` option.
 *
 * @module
 */

import { createSessions } from 'coatcheck'
import * as v from 'valibot'
import { z } from 'zod'

interface Data {
  visits: number
  username: string
}

const secrets = 'x'.repeat(43)

createSessions<Data>({
  secrets,
  schema: z.object({ visits: z.number().optional(), username: z.string().optional() }),
})
createSessions<Data>({
  secrets,
  schema: v.object({ visits: v.optional(v.number()), username: v.optional(v.string()) }),
})
createSessions<Data>({
  secrets,
  schema: z.object({ visits: z.number().default(0), username: z.string().optional() }),
})
createSessions<Data>({
  secrets,
  // @ts-expect-error a schema of something else
  schema: z.object({ visits: z.string() }),
})
