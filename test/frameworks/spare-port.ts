/**
 * A port for a server that has to be told one.
 *
 * @module
 */

import { once } from 'node:events'
import { createServer } from 'node:net'

/** Gives a port of this machine that nobody listened on a moment ago. */
export async function sparePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
