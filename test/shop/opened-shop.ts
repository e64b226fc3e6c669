/**
 * The shop, open in this process on a port of its own.
 *
 * @module
 */

import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import {
  type Clock,
  createSessions,
  type Sessions,
  type Store,
  type StoredSessions,
} from 'coatcheck'
import { createShop } from '../../examples/shop/shop.ts'

/** A certificate for a shop on https. */
export interface Certificate {
  readonly key: Buffer
  readonly cert: Buffer
}

/** An open shop. */
export interface OpenedShop {
  /** Where it is, for example `http://127.0.0.1:40123`. */
  readonly origin: string
  /** The lines it has logged so far. */
  readonly logged: readonly string[]
  /** Ends it and every connection to it. */
  close(): Promise<void>
}

/** How to open a shop. */
export interface ShopOptions {
  /** Serves https with it (default: plain http). */
  readonly certificate?: Certificate
  /** Tells the time (default: the machine's clock). */
  readonly now?: Clock
  /** Keeps the sessions (default: they live in their cookie). */
  readonly store?: Store
  /** Puts something around the real sessions (default: nothing). */
  readonly around?: (sessions: Sessions | StoredSessions) => Sessions | StoredSessions
}

/** Opens the shop with a secret of its own. */
export async function openShop({
  certificate,
  now,
  store,
  around = (sessions) => sessions,
}: ShopOptions = {}): Promise<OpenedShop> {
  const logged: string[] = []
  const secrets = crypto.getRandomValues(new Uint8Array(32))
  const sessions = createSessions({ secrets, now, store })
  const shop = createShop(around(sessions), (line) => logged.push(line))
  const server =
    certificate === undefined ? createHttpServer(shop) : createHttpsServer(certificate, shop)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo
  return {
    origin: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    logged,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
