import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as ask } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runWithSession } from 'coatcheck/ambient'
import { loggedIn, readSession } from 'coatcheck/testing'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { describeWith, mariadb, redisServer } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'
import { startRedis } from '../servers/redis.ts'
import { answered } from './example-app.ts'
import { examplePaths, type Made, putExamples, removeExamples, run } from './example-run.ts'
import { anExpressApp, secrets, sessions } from './example-values.ts'

const onServers = /^stores\/(mysql|postgres|redis)-/
const suites = /^testing\/(store|adapter)-contract-/

const programs = examplePaths.filter((path) => !onServers.test(path) && !suites.test(path))

const toLogin = [302, '/login?next=/dashboard'] as const
const form = { 'content-type': 'application/x-www-form-urlencoded' }

// What a stranger asks the app of an example, and is answered.
const strangers: readonly (readonly [
  name: string,
  request: string,
  headers: Readonly<Record<string, string>>,
  answer: readonly [status: number, location: string | null],
])[] = [
  ['adapters/express-2', 'GET /dashboard', {}, toLogin],
  ['adapters/fastify-2', 'GET /dashboard', {}, toLogin],
  ['adapters/hono-2', 'GET /dashboard', {}, toLogin],
  ['adapters/koa-2', 'GET /dashboard', {}, toLogin],
  ['adapters/node-2', 'GET /', {}, [302, '/login?next=/']],
  ['guards/cross-site-1', 'GET /logout', { 'sec-fetch-site': 'cross-site' }, [403, null]],
  ['guards/csrf-1', 'POST /transfer', {}, [403, null]],
  ['guards/csrf-1', 'POST /transfer', form, [403, null]],
  ['guards/csrf-2', 'POST /api', {}, [403, null]],
  ['guards/fresh-login-1', 'POST /password', {}, [303, '/login?again']],
  ['guards/login-1', 'GET /dashboard', {}, toLogin],
  ['guards/login-1', 'POST /login', {}, [302, '/dashboard']],
  ['inspector-1', 'GET /coatcheck/', {}, [200, null]],
]

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-examples-'))

putExamples()

beforeAll(() => {
  writeFileSync(join(folder, 'secret-key'), Buffer.alloc(32, 'secret key of many bytes'))
  const before = process.cwd()
  process.chdir(folder)
  return () => {
    process.chdir(before)
    rmSync(folder, { recursive: true })
    removeExamples()
  }
})

const oldSecrets = [
  ...['OLD_SESSION_KEY', 'OLD_SESSION_SECRET', 'DJANGO_SECRET_KEY'],
  ...['FLASK_SECRET_KEY', 'IRON_PASSWORD', 'KOA_KEY'],
]

beforeEach(() => {
  for (const name of ['SECRET_KEY', ...oldSecrets]) vi.stubEnv(name, secrets)
})

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the example in a doc comment', () => {
  it.each(programs)('runs: %s', async (path) => {
    const { sessions } = await run(path)
    if (sessions !== undefined) await expectToKeep(sessions)
  })

  const counting = ['express', 'fastify', 'hono', 'koa', 'node', 'web']
  it.each(counting)("counts a visitor's visits: adapters/%s-1", async (name) => {
    const made = await run(`adapters/${name}-1/main.ts`)
    const first = await answered(made, 'GET /visits')
    const second = await answered(made, 'GET /visits', { cookie: first.cookie })
    expect([first.text, second.text]).toEqual([
      'You have visited 1 times',
      'You have visited 2 times',
    ])
  })

  it.each(strangers)('answers a stranger: %s, %s', async (name, request, headers, answer) => {
    const { status, location } = await answered(await run(`${name}/main.ts`), request, headers)
    expect([status, location]).toEqual(answer)
  })

  it('answers a stranger: adapters/web-2', async () => {
    const { handler } = await run('adapters/web-2/main.ts')
    const made = { default: { fetch: handler } }
    const { status, location } = await answered(made, 'GET /members')
    expect([status, location]).toEqual([302, '/login?next=/members'])
  })

  it('refuses a stranger a WebSocket: adapters/upgrade-1', async () => {
    const { origin } = await run('adapters/upgrade-1/main.ts')
    const asking = ask(String(origin), { headers: { connection: 'upgrade', upgrade: 'websocket' } })
    const [{ statusCode }] = await once(asking.end(), 'response')
    expect(statusCode).toBe(401)
  })

  it('greets within a request: ambient-2', async () => {
    const { greeting } = await run('ambient-2/main.ts')
    const greeted = async (data: object): Promise<unknown> => {
      const { header } = await loggedIn<Record<string, unknown>>(sessions, data, { subject: 7 })
      const app = anExpressApp()
      app.use((req, _res, next) => runWithSession(req.session, next))
      app.get('/', (_req, res) => void res.send(Reflect.apply(Object(greeting), undefined, [])))
      return (await answered({ app }, 'GET /', { cookie: header })).text
    }
    expect(await greeted({})).toBe('Please log in')
    expect(await greeted({ username: 'ada' })).toBe('Hello, ada!')
  })

  it('counts visits across the files of a route: adapters/react-router-1', async () => {
    const path = 'adapters/react-router-1/app'
    const { middleware } = await run(`${path}/root.tsx`)
    const { loader } = await run(`${path}/routes/visits.tsx`)
    const { context } = await run(`${path}/context.ts`)
    const [open] = Object(middleware)
    const args = { request: new Request('http://localhost/visits'), context }
    const answer: Response = await open(args, async () =>
      Response.json(Reflect.apply(Object(loader), undefined, [args])),
    )
    expect(await answer.json()).toEqual({ visits: 1 })
    expect(answer.headers.getSetCookie()).toHaveLength(1)
  })

  it('keeps sessions: stores/postgres-1', async () => {
    // It is told of connections that close with the server.
    using _ = vi.spyOn(console, 'error').mockReturnValue()
    await using server = await startPostgres()
    vi.stubEnv('DATABASE_URL', server.url())
    await runOnServer('stores/postgres-1/main.ts')
  })
})

describeWith(redisServer, 'the example in a doc comment on Redis', () => {
  it('keeps sessions: stores/redis-1', async () => {
    await using server = await startRedis()
    vi.stubEnv('REDIS_URL', server.url)
    await runOnServer('stores/redis-1/main.ts')
  })
})

describeWith(mariadb, 'the example in a doc comment on MariaDB', () => {
  it('keeps sessions: stores/mysql-1', async () => {
    await using server = await startMariadb()
    vi.stubEnv('DATABASE_URL', server.url())
    await runOnServer('stores/mysql-1/main.ts')
  })
})

async function runOnServer(path: string): Promise<void> {
  const { sessions, pool, client } = await run(path)
  await expectToKeep(sessions)
  await pool?.end()
  await client?.close()
}

// These are suites themselves.
for (const path of examplePaths) if (suites.test(path)) await run(path)

async function expectToKeep(sessions: Made['sessions']): Promise<void> {
  if (sessions === undefined) throw new Error('this example makes sessions')
  const cookies = await loggedIn(sessions, { visits: 1 })
  expect((await readSession(sessions, cookies))?.data).toEqual({ visits: 1 })
}
