/**
 * How the server of a framework says where it is.
 *
 * @module
 */

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Listens on a free port of this machine, and writes the server's origin on stdout. */
export function announce(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    // A server that listens on a port has an address of this kind.
    const { port } = server.address() as AddressInfo
    console.info(`http://127.0.0.1:${port}`)
  })
}
