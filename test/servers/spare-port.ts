/**
 * Ports nobody listens on.
 *
 * @module
 */

import { once } from 'node:events'
import { createServer } from 'node:net'

/** Gives a port of 127.0.0.1 that was free a moment ago. */
export async function sparePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('there is no spare port')
  return address.port
}
