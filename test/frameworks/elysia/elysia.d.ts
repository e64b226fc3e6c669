/**
 * What is used of Elysia, whose own types are only there once it is installed.
 *
 * @module
 */

declare module 'elysia' {
  interface Context {
    readonly request: Request
    readonly body: unknown
    redirect(location: string, status: number): Response
    status(status: number, body: string): unknown
  }

  type Handler = (context: Context) => unknown

  export class Elysia {
    fetch: (request: Request) => Response | Promise<Response>
    onError(
      handler: (context: { readonly code: string | number; readonly error: unknown }) => unknown,
    ): this
    route(method: string, path: string, handler: Handler): this
    get(path: string, handler: Handler): this
    post(path: string, handler: Handler): this
  }
}
