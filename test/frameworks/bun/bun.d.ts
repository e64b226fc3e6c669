/**
 * What is used of Bun's own API.
 *
 * @module
 */

/** A server of Bun's. */
interface BunServer {
  readonly port: number
  requestIP(request: Request): { readonly address: string } | null
  upgrade<Data>(request: Request, options: { readonly data: Data }): boolean
}

/** A WebSocket on a server of Bun's. */
interface BunSocket<Data> {
  data: Data
  readonly readyState: 0 | 1 | 2 | 3
  send(text: string): void
  close(code?: number, reason?: string): void
}

declare const Bun: {
  serve<Data>(options: {
    readonly hostname: string
    readonly port: number
    readonly fetch: (
      request: Request,
      server: BunServer,
    ) => Response | undefined | Promise<Response | undefined>
    readonly websocket?: {
      readonly message: (socket: BunSocket<Data>, text: string) => void | Promise<void>
    }
  }): BunServer
}
