/**
 * Ports nobody listens on.
 *
 * @module
 */

import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

// Systems give ports above these to connections that go out, of which a run has thousands: one of them could
// have taken a port from there before a server listens on it.
const [firstPort, endOfPorts] = [12_000, 32_000]
const maxAttempts = 100

/** Gives a port of 127.0.0.1 that was free a moment ago. */
export async function sparePort(): Promise<number> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const port = randomInt(firstPort, endOfPorts)
    if (await isFree(port)) return port
  }
  throw new Error('there is no spare port')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
