/**
 * What stands around the examples of the doc comments, as declarations: enough for a compiler.
 *
 * @module
 */

import { type ExampleFile, imported, imports, type Surroundings } from './doc-examples.ts'

const handlers = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `declare function ${name}(): never`]))

// What stands in an app that a reader brings, and what the page around the example speaks of.
const everywhere: Surroundings['everywhere'] = {
  ...imported,
  ...handlers('changePassword', 'logOut', 'showDashboard'),
  app: "declare const app: import('express').Express",
  cookies: "declare let cookies: import('coatcheck/testing').SessionCookies",
  origin: 'declare const origin: string',
  secrets: 'declare const secrets: string',
  sessions: "declare const sessions: import('coatcheck').Sessions",
  store: "declare const store: import('coatcheck').Store",
  username: 'declare const username: string',
}

const within: Surroundings['within'] = {
  'adapters/fastify.ts': { app: "declare const app: import('fastify').FastifyInstance" },
  'adapters/hono.ts': { app: "declare const app: import('hono').Hono" },
  'adapters/koa.ts': {
    router:
      "declare const router: { get(path: string, ...handlers: import('koa').Middleware[]): void }",
  },
  'adapters/next-guard.ts': {
    withSession:
      "declare const { withSession }: import('coatcheck/adapters/next').NextSessions<" +
      "import('coatcheck').SessionData>",
  },
  'adapters/react-router.ts': {
    Route:
      "declare namespace Route { interface LoaderArgs { context: import('react-router').RouterContextProvider } }",
    session: "import { session } from './session.server'",
    sessionContext: "import { sessionContext } from '../session.server'",
  },
  'adapters/upgrade.ts': {
    server: "declare const server: import('node:http').Server",
    sockets: "declare const sockets: import('ws').WebSocketServer",
    talk: "declare function talk(ws: object, session: import('coatcheck').Session): void",
  },
  'adapters/web.ts': {
    ...imports('coatcheck/adapters/web', 'guard', 'withSession'),
    ...imports('coatcheck/guards/login', 'requireLogin'),
  },
  'codecs/django.ts': {
    passwordField: 'declare function passwordField(userId: string): Promise<string | null>',
  },
  'codecs/express-session.ts': {
    RedisStore:
      "declare const RedisStore: new (options: { client: object }) => import('coatcheck/codecs/express-session').OldConnectStore",
    client: 'declare const client: object',
  },
  'testing/race.ts': {
    appOn: "declare function appOn(store: import('coatcheck').Store): object",
    redeem:
      "declare function redeem(app: object, cookies: import('coatcheck/testing').SessionCookies): Promise<number>",
    redeemedOnce:
      'declare function redeemedOnce(...results: readonly PromiseSettledResult<number>[]): boolean',
    sessionsOn:
      "declare function sessionsOn(store: import('coatcheck').Store): import('coatcheck').Sessions<{ coupons: number }>",
  },
}

/** What stands around them. */
export const declared: Surroundings = { everywhere, within }

/**
 * What an example imports, where the repository does not have it: files of the reader's, and the parts
 * of packages that the examples use.
 */
export const brought: readonly ExampleFile[] = [
  {
    path: 'testing/store-contract-1/my-store.ts',
    text: "export declare function makeMyStore(): import('coatcheck').Store\n",
  },
  {
    path: 'testing/adapter-contract-1/my-server.ts',
    text:
      'export declare function serve(\n' +
      "  app: import('coatcheck/testing').AdapterApp,\n" +
      '): Promise<{ origin: string; close(): Promise<void> }>\n',
  },
  {
    path: 'data.ts',
    text:
      "import 'coatcheck'\n" +
      "declare module 'coatcheck' {\n" +
      '  interface SessionData { username: string; cart: Record<string, number> }\n' +
      '}\n',
  },
  {
    path: 'packages.d.ts',
    text: `declare module 'next/headers' {
  export function headers(): Promise<Headers>
  export function cookies(): Promise<{
    set(cookie: import('coatcheck/adapters/next').NextCookie): object
  }>
}
declare module 'react-router' {
  export interface RouterContext<T> { readonly defaultValue?: T }
  export class RouterContextProvider {
    get<T>(context: RouterContext<T>): T
    set<T>(context: RouterContext<T>, value: T): void
  }
  export function createContext<T>(): RouterContext<T>
}
declare module 'ws' {
  export class WebSocketServer {
    handleUpgrade(
      request: import('node:http').IncomingMessage,
      socket: import('node:stream').Duplex,
      head: Buffer,
      take: (socket: object) => void,
    ): void
  }
}
`,
  },
]
