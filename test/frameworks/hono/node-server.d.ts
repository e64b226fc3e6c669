/**
 * What is used of `@hono/node-server`, whose own types are only there once it is installed.
 *
 * @module
 */

declare module '@hono/node-server' {
  type Fetch = (request: Request) => Response | Promise<Response>

  export function getRequestListener(fetch: Fetch): import('node:http').RequestListener

  export function serve(
    options: { readonly fetch: Fetch; readonly port: number; readonly hostname: string },
    listening: () => void,
  ): unknown
}
