/**
 * What is used of h3, whose own types are only there once it is installed.
 *
 * @module
 */

declare module 'h3' {
  // Filled by the app.
  export interface H3EventContext {}

  export interface H3Event {
    readonly req: Request
    readonly context: H3EventContext
  }

  interface H3Config {
    readonly silent?: boolean
    readonly onError?: (error: HTTPError, event: H3Event) => unknown
  }

  type EventHandler = (event: H3Event) => unknown

  export class H3 {
    constructor(config?: H3Config)
    readonly config: H3Config
    use(middleware: (event: H3Event, next: () => unknown) => unknown): this
    use(path: string, middleware: (event: H3Event, next: () => unknown) => unknown): this
    on(method: string, path: string, handler: EventHandler): this
    get(path: string, handler: EventHandler): this
    post(path: string, handler: EventHandler): this
  }

  export class HTTPError extends Error {
    readonly status: number
    constructor(options: { readonly status: number; readonly message: string })
  }

  export function redirect(location: string, status?: number): unknown

  export function toResponse(
    value: unknown,
    event: H3Event,
    config?: H3Config,
  ): Response | Promise<Response>

  export function serve(
    app: H3,
    options: { readonly hostname: string; readonly port: number; readonly silent?: boolean },
  ): { readonly url?: string; ready(): Promise<unknown> }
}
