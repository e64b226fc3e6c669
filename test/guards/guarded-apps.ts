/**
 * One app with every guard, behind each adapter that the guards are tried through.
 *
 * @module
 */

import { type Clock, createSessions, type Guard, type Session } from 'coatcheck'
import * as forExpress from 'coatcheck/adapters/express'
import * as forFastify from 'coatcheck/adapters/fastify'
import * as forHono from 'coatcheck/adapters/hono'
import * as forNode from 'coatcheck/adapters/node'
import * as forWeb from 'coatcheck/adapters/web'
import { protectFromCrossSite } from 'coatcheck/guards/cross-site'
import { csrfToken, requireCsrfToken } from 'coatcheck/guards/csrf'
import { requireFreshLogin } from 'coatcheck/guards/login'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { type Sending, send, serve } from '../adapters/servers.ts'

/** What came back. */
export interface Told {
  readonly status: number
  readonly location: string | undefined
  readonly vary: string | undefined
  readonly setCookies: readonly string[]
  readonly text: string
}

/** An app that can be asked. */
export interface Asked extends AsyncDisposable {
  /** Where it is, as a browser would say it in `Origin`. */
  readonly origin: string
  ask(path: string, sending?: Sending): Promise<Told>
}

interface Route {
  readonly guards: readonly Guard[]
  readonly answer: (session: Session) => string
}

const secrets = 'a secret of the guards, 32 bytes or more'

/** Makes the app behind an adapter. */
export type MakeApp = (now: Clock) => Promise<Asked>

/** The app behind each adapter. */
export const guardedApps: Readonly<Record<string, MakeApp>> = {
  async express(now) {
    const app = express()
    app.use(forExpress.expressSession(createSessions({ secrets, now })))
    for (const [path, { guards, answer }] of Object.entries(routesAt(now))) {
      app.all(path, forExpress.guard(...guards), (req, res) => {
        res.vary('Accept').send(answer(req.session))
      })
    }
    return overHttp(app)
  },

  async fastify(now) {
    const app = fastify()
    await app.register(forFastify.fastifySession(createSessions({ secrets, now })))
    for (const [path, { guards, answer }] of Object.entries(routesAt(now))) {
      app.all(path, { preHandler: forFastify.guard(...guards) }, async ({ session }, reply) => {
        const vary = [String(reply.getHeader('vary') ?? 'Accept'), 'Accept']
        return reply.header('vary', vary).send(answer(session))
      })
    }
    await app.ready()
    return overHttp((req, res) => app.routing(req, res))
  },

  async hono(now) {
    const app = new Hono<{ Variables: forHono.SessionVariables }>()
    app.use(forHono.honoSession(createSessions({ secrets, now })))
    for (const [path, { guards, answer }] of Object.entries(routesAt(now))) {
      app.all(path, forHono.guard(...guards), (c) => {
        c.header('Vary', 'Accept')
        return c.text(answer(c.get('session')))
      })
    }
    return overRequests((_path, request) => app.fetch(request))
  },

  async node(now) {
    const handlers = Object.entries(routesAt(now)).map(([path, { guards, answer }]) => {
      const handler = forNode.guard(...guards)((_req: unknown, res, session: Session) => {
        res.setHeader('Vary', [String(res.getHeader('Vary') ?? 'Accept'), 'Accept'])
        res.end(answer(session))
      })
      return [path, handler] as const
    })
    const byPath = new Map(handlers)
    return overHttp(
      forNode.withSession(createSessions({ secrets, now }), (req, res, session) =>
        byPath.get(req.url ?? '')?.(req, res, session),
      ),
    )
  },

  async web(now) {
    const sessions = createSessions({ secrets, now })
    const routes = Object.entries(routesAt(now)).map(([path, { guards, answer }]) => {
      const handler = forWeb.guard(...guards)((_request, session: Session) => {
        return new Response(answer(session), { headers: { Vary: 'Accept' } })
      })
      return [path, forWeb.withSession(sessions, handler)] as const
    })
    const byPath = new Map(routes)
    return overRequests((path, request) => byPath.get(path)?.(request))
  },
}

function routesAt(now: Clock): Readonly<Record<string, Route>> {
  const logIn = (session: Session): string => {
    session.login('ada')
    return 'welcome'
  }
  const logOut = (session: Session): string => {
    session.clear()
    return 'bye'
  }
  return {
    '/who': { guards: [], answer: (session) => session.subject ?? 'nobody' },
    '/login': { guards: [], answer: logIn },
    '/token': { guards: [], answer: csrfToken },
    '/transfer': { guards: [protectFromCrossSite()], answer: () => 'done' },
    '/logout': { guards: [protectFromCrossSite({ methods: 'all' })], answer: logOut },
    '/api': { guards: [protectFromCrossSite(), requireCsrfToken()], answer: () => 'done' },
    '/password': {
      guards: [requireFreshLogin({ within: '10m', loginPath: '/login', now })],
      answer: () => 'changed',
    },
  }
}

async function overHttp(listener: Parameters<typeof serve>[0]): Promise<Asked> {
  const server = await serve(listener)
  return {
    origin: server.origin,
    async ask(path, sending) {
      const { status, headers, setCookies, body } = await send(server.origin, path, sending)
      const { location, vary } = headers
      return { status, location, vary, setCookies, text: body.toString() }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function overRequests(
  fetch: (path: string, request: Request) => Response | Promise<Response> | undefined,
): Asked {
  const origin = 'https://shop.example'
  return {
    origin,
    async ask(path, { method = 'GET', headers = {} } = {}) {
      const answer = await fetch(path, new Request(origin + path, { method, headers }))
      if (answer === undefined) throw new Error(`there is no ${path}`)
      return {
        status: answer.status,
        location: answer.headers.get('location') ?? undefined,
        vary: answer.headers.get('vary') ?? undefined,
        setCookies: answer.headers.getSetCookie(),
        text: await answer.text(),
      }
    },
    async [Symbol.asyncDispose]() {
      // Nothing listens.
    },
  }
}

/** The `Cookie` header that sends cookies back. */
export function cookieOf({ setCookies }: Told): string {
  return setCookies.map((line) => line.split(';')[0]).join('; ')
}
