/**
 * What is used of Deno's own API.
 *
 * @module
 */

/** Where a request of Deno's comes from. */
interface DenoInfo {
  readonly remoteAddr: { readonly hostname: string }
}

declare const Deno: {
  serve(
    options: {
      readonly hostname: string
      readonly port: number
      readonly onListen: (address: { readonly port: number }) => void
    },
    handler: (request: Request, info: DenoInfo) => Response | Promise<Response>,
  ): unknown
}
