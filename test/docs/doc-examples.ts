/**
 * The examples of the doc comments, which the API reference shows, as programs that compile.
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One file of an example. */
export interface ExampleFile {
  /** Its path, for example `adapters/next-1/app/visits/route.ts`. */
  readonly path: string
  /** Its text, behind what the reader has already. */
  readonly text: string
}

/** Gives the files of every `@example` below a folder of sources. */
export function docExamples(src: string): readonly ExampleFile[] {
  const examples = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .sort()
    .flatMap((path) =>
      examplesIn(readFileSync(join(src, path), 'utf8')).flatMap((example, index) =>
        filesOf(example).map(({ name, text }) => ({
          path: `${path.replace(/\.ts$/, '')}-${index + 1}/${name}`,
          text: `${whatIsThere(path, text)}${text}\n`,
        })),
      ),
    )
  return [...examples, ...brought]
}

/** Gives the texts of the examples in a source. */
export function examplesIn(source: string): readonly string[] {
  // comment = "/**" … " * @example" newline text ( " * @" … / " */" )
  const comments = source.matchAll(/^ *\/\*\*\n[\s\S]*?\*\/$/gm)
  return [...comments].flatMap(([comment]) =>
    comment
      .replace(/^ *\/?\*+[ /]?/gm, '')
      .split(/^@(?=[a-z]+\b)/m)
      .filter((tag) => tag.startsWith('example\n'))
      .map((tag) => tag.slice('example\n'.length).replace(/^```\w*\n/gm, ''))
      .map((tag) => tag.trim()),
  )
}

// An example of several files names each above it: "// app/root.tsx".
function filesOf(example: string): readonly { readonly name: string; readonly text: string }[] {
  const [before = '', ...rest] = example.split(/^\/\/ ([\w./-]+\.tsx?)$/m)
  if (rest.length === 0) return [{ name: 'main.ts', text: before }]
  return rest.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, text: (rest[index + 1] ?? '').trim() }] : [],
  )
}

function whatIsThere(path: string, text: string): string {
  const known = { ...everywhere, ...within[path] }
  return Object.entries(known)
    .filter(([name]) => isUsed(name, text) && !isDeclared(name, text))
    .map(([, declaration]) => `${declaration}\n`)
    .join('')
}

function isUsed(name: string, text: string): boolean {
  return new RegExp(`(^|\\.{3}|[^\\w.'/])${name}\\b(?!: )`, 'm').test(text)
}

function isDeclared(name: string, text: string): boolean {
  const declared = `\\b(?:const|let|function|class) (?:\\{[^}]*)?\\b${name}\\b`
  return new RegExp(`${declared}|^import .*\\b${name}\\b`, 'm').test(text)
}

const imports = (from: string, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `import { ${name} } from '${from}'`]))
const handlers = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `declare function ${name}(): never`]))

// What stands in an app that a reader brings, and what the page around the example speaks of.
const everywhere: Readonly<Record<string, string>> = {
  ...handlers('changePassword', 'logOut', 'showDashboard'),
  ...imports('coatcheck', 'createSessions', 'optionsFromEnv'),
  ...imports('coatcheck/adapters/upgrade', 'openUpgrade'),
  ...imports('coatcheck/codecs/cookie-session', 'cookieSessionReader'),
  ...imports('coatcheck/codecs/django', 'djangoReader'),
  ...imports('coatcheck/codecs/express-session', 'expressSessionReader'),
  ...imports('coatcheck/codecs/flask', 'flaskReader'),
  ...imports('coatcheck/codecs/iron-session', 'ironSessionReader'),
  ...imports('coatcheck/codecs/koa-session', 'koaSessionReader'),
  ...imports('coatcheck/codecs/secure-session', 'secureSessionReader'),
  ...imports('coatcheck/testing', 'editSession', 'handClock', 'loggedIn', 'raceOf', 'readSession'),
  ...imports('node:fs', 'readFileSync'),
  ...imports('node:http', 'createServer'),
  ...imports('vitest', 'expect'),
  app: "declare const app: import('express').Express",
  cookies: "declare let cookies: import('coatcheck/testing').SessionCookies",
  express: "import express from 'express'",
  origin: 'declare const origin: string',
  secrets: 'declare const secrets: string',
  sessions: "declare const sessions: import('coatcheck').Sessions",
  store: "declare const store: import('coatcheck').Store",
  username: 'declare const username: string',
}

const within: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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

// What an example imports, where the repository does not have it: files of the reader's, and the
// parts of packages that the examples use.
const brought: readonly ExampleFile[] = [
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
