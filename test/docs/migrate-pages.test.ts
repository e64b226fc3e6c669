import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OldConnectStore } from 'coatcheck/codecs/express-session'
import dropIn from 'coatcheck/express-session'
import { redisStore } from 'coatcheck/stores/redis'
import express from 'express'
import { createClient } from 'redis'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { issuedBy } from '../accept/moving.ts'
import { expressApp, koaApp } from '../accept/old-apps.ts'
import { load, packages } from '../accept/packages.ts'
import { ironApp, secureSessionApp } from '../accept/sealed-apps.ts'
import { type Serving, serve } from '../adapters/servers.ts'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { startDjango } from '../django/django-app.ts'
import {
  packages as dropInPackages,
  load as loadDropIn,
  loadModule as loadDropInModule,
} from '../express-session/packages.ts'
import { startFlaskProcess } from '../flask/flask-process.ts'
import { describeWith, django, flask, redisServer } from '../requirements.ts'
import { startRedis } from '../servers/redis.ts'
import { secret } from './served-recipe.ts'

const oldKey = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const values = { userId: 7, visits: 3 }
const moved = { subject: '7', visits: 3 }

// The pages name a day from which on old cookies are refused; these tests stay before it, and go past it.
const before = new Date('2027-01-15T12:00:00Z')
const after = new Date('2027-03-01T00:00:00Z')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: before })
  vi.stubEnv('SECRET_KEY', secret)
  vi.spyOn(console, 'warn').mockReturnValue()
  // Another process would read its environment anew.
  vi.resetModules()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** Lets two visitors arrive with an old cookie each: one in time, and one too late. */
async function arrive(
  page: RequestListener,
  [early, late]: readonly [Visitor, Visitor],
  ownCookie: string,
): Promise<void> {
  await using app = await serve(page)
  const visit = async (visitor: Visitor): Promise<unknown> =>
    (await visitor.fetch(new URL('/', app.origin).href)).json()
  expect(await visit(early)).toEqual(moved)
  expect([...early.cookies.keys()]).toEqual([ownCookie])
  vi.setSystemTime(after)
  expect(await visit(early)).toEqual({ subject: null })
  expect(await visit(late)).toEqual({ subject: null })
}

/** Two visitors of an old app, whose sessions hold the values. */
async function twoOf(start: () => Promise<Serving>): Promise<readonly [Visitor, Visitor]> {
  return [await issuedBy(start(), values), await issuedBy(start(), values)]
}

describeWith(packages, 'a visitor who moves as a page says', () => {
  it('comes from cookie-session', async () => {
    vi.stubEnv('OLD_SESSION_KEY', oldKey)
    const visitors = await twoOf(() => expressApp('cookie-session', { keys: [oldKey] }))
    const { app } = await import('../../examples/migrate/cookie-session.ts')
    await arrive(app, visitors, 'session')
  })

  it('comes from iron-session', async () => {
    vi.stubEnv('IRON_PASSWORD', oldKey)
    const options = { password: oldKey, cookieName: 'my-app-session' }
    const insecure = { ...options, cookieOptions: { secure: false } }
    const visitors = await twoOf(() => ironApp(9, insecure))
    const { app } = await import('../../examples/migrate/iron-session.ts')
    await arrive(app, visitors, 'session')
  })

  it('comes from koa-session', async () => {
    vi.stubEnv('KOA_KEY', oldKey)
    const visitors = await twoOf(() => koaApp([oldKey], {}))
    const { session } = await import('../../examples/migrate/koa-session.ts')
    const koa = new (load<{ default: new () => KoaApp }>('koa').default)()
    koa.use(session)
    koa.use((ctx: KoaContext) => {
      const held = ctx.session as { subject: string | null; get(key: string): unknown }
      ctx.body = { subject: held.subject, visits: held.get('visits') }
    })
    await arrive(koa.callback(), visitors, 'session')
  })

  it('comes from @fastify/secure-session', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coatcheck-key-'))
    try {
      const file = join(folder, 'secret-key')
      writeFileSync(file, oldKey)
      vi.stubEnv('OLD_KEY_FILE', file)
      const visitors = await twoOf(() =>
        secureSessionApp({ key: Buffer.from(oldKey), cookie: { path: '/' } }),
      )
      const { app } = await import('../../examples/migrate/secure-session.ts')
      await app.ready()
      await arrive((req, res) => app.routing(req, res), visitors, 'session')
      await app.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

interface KoaApp {
  use(middleware: object): void
  callback(): RequestListener
}

interface KoaContext {
  readonly session: unknown
  body: unknown
}

describeWith(django, 'a visitor who moves as the page about Django says', (python) => {
  it('stays logged in, unless the password was changed since', async () => {
    const secretKey = `dj-${oldKey}`
    vi.stubEnv('DJANGO_SECRET_KEY', secretKey)
    await using old = await startDjango(python, { SECRET_KEY: secretKey }, before.getTime() / 1_000)
    const visitors = [visitorOf(old.origin), visitorOf(old.origin), visitorOf(old.origin)] as const
    let field = ''
    for (const visitor of visitors) {
      const login = await visitor.fetch('/login', { method: 'POST' })
      const { password } = (await login.json()) as { password: string }
      field = password
      const body = JSON.stringify({ visits: 3 })
      await visitor.fetch('/session', { method: 'POST', body })
    }
    const asked: string[] = []
    const { appWith } = await import('../../examples/migrate/django.ts')
    const app = appWith(async (userId) => {
      asked.push(userId)
      return field
    })
    const [robbed, ...others] = visitors
    const kept = field
    field = `${field}changed`
    await using page = await serve(app)
    expect(await (await robbed.fetch(new URL('/', page.origin).href)).json()).toEqual({
      subject: null,
    })
    field = kept
    expect(asked).toEqual(['1'])
    await using again = await serve(app)
    expect(await (await others[0].fetch(new URL('/', again.origin).href)).json()).toEqual({
      subject: '1',
      visits: 3,
    })
    expect([...others[0].cookies.keys()]).toEqual(['session'])
    vi.setSystemTime(after)
    expect(await (await others[1].fetch(new URL('/', again.origin).href)).json()).toEqual({
      subject: null,
    })
  })
})

describeWith(flask, 'a visitor of Flask', (python) => {
  const at = before.getTime() / 1_000

  it('moves as the page says', async () => {
    vi.stubEnv('FLASK_SECRET_KEY', oldKey)
    const process = startFlaskProcess(python)
    const cookie = await process.sign({ secrets: [oldKey], at }, { user_id: 7, visits: 3 })
    await process.close()
    const { app } = await import('../../examples/migrate/flask-move.ts')
    await using page = await serve(app)
    const ask = (): Promise<Response> =>
      fetch(page.origin, { headers: { cookie: `session=${cookie}` } })
    const first = await ask()
    expect(await first.json()).toEqual(moved)
    expect(first.headers.getSetCookie().join()).toContain('session=')
    vi.setSystemTime(after)
    expect(await (await ask()).json()).toEqual({ subject: null })
  })

  it('shares the login as the page says', async () => {
    vi.stubEnv('SECRET_KEY', oldKey)
    // What the page shows: first what stands beside the app, then what stands in a request.
    const [setUp = '', inRequest = ''] = fenceIn('docs/migrate/flask.md', 'py').split('\n\n')
    const program = [
      'import os, time',
      `time.time = lambda: ${at}`,
      'from flask import Flask, session',
      'app = Flask("app")',
      setUp,
      'with app.test_request_context():',
      inRequest.replace(/^/gm, '    '),
      '    session["visits"] = 3',
      '    print(app.session_interface.get_signing_serializer(app).dumps(dict(session)))',
    ].join('\n')
    const cookie = execFileSync(python, ['-W', 'ignore', '-c', program], {
      encoding: 'utf8',
    }).trim()
    const process = startFlaskProcess(python)
    const { app } = await import('../../examples/migrate/flask-share.ts')
    await using page = await serve(app)
    const answer = await fetch(page.origin, { headers: { cookie: `session=${cookie}` } })
    expect(await answer.json()).toEqual({ subject: '123', visits: 4 })
    const [line = ''] = answer.headers.getSetCookie()
    const [, value = ''] = /session=([^;]+)/.exec(line) ?? []
    const read = await process.read({ secrets: [oldKey], at }, value)
    await process.close()
    expect(read).toMatchObject({ user_id: 123, visits: 4 })
  })
})

describeWith(dropInPackages, 'express-session', () => {
  describeWith(redisServer, 'on connect-redis', () => {
    it('is replaced as the first step of its page says, and nobody notices', async () => {
      vi.stubEnv('SESSION_SECRET', oldKey)
      await using redis = await connectRedis()
      const diff = fenceIn('docs/migrate/express-session.md', 'diff')
      const [theirs, ours] = [sideOf(diff, '-'), sideOf(diff, '+')]
      expect([importOf(theirs), importOf(ours)]).toEqual([
        'express-session',
        'coatcheck/express-session',
      ])
      const original = loadDropIn<object>('express-session')
      await using old = await serve(counting(made(theirs, original, redis)))
      await using page = await serve(counting(made(ours, dropIn, redis)))
      const visitor = visitorOf(old.origin)
      const counts: unknown[] = []
      for (const origin of [old.origin, page.origin, old.origin, page.origin]) {
        counts.push(await (await visitor.fetch(new URL('/', origin).href)).json())
      }
      expect(counts).toEqual([1, 2, 3, 4])
    })

    it('is replaced as the second step of its page says', async () => {
      vi.stubEnv('SESSION_SECRET', oldKey)
      await using redis = await connectRedis()
      const { client, RedisStore } = redis
      const oldStore = new RedisStore({ client })
      const original = loadDropIn<(options: object) => express.RequestHandler>('express-session')
      const options = { secret: oldKey, store: oldStore, resave: false, saveUninitialized: false }
      await using old = await serve(counting(express().use(original(options))))
      const visitors = [visitorOf(old.origin), visitorOf(old.origin)] as const
      for (const visitor of visitors) expect(await (await visitor.fetch('/')).json()).toBe(1)

      const { appWith } = await import('../../examples/migrate/express-session.ts')
      await using page = await serve(counting(appWith(redisStore(client), oldStore)))
      const visit = async (visitor: Visitor): Promise<unknown> =>
        (await visitor.fetch(new URL('/', page.origin).href)).json()
      expect([await visit(visitors[0]), await visit(visitors[0])]).toEqual([2, 3])
      vi.setSystemTime(after)
      expect(await visit(visitors[1])).toBe(1)
    })
  })
})

function counting(app: express.Express): express.Express {
  return app.get('/', (req, res) => {
    // Whatever the middleware makes of it.
    const held = Reflect.get(req, 'session') as { views?: number }
    held.views = (held.views ?? 0) + 1
    res.json(held.views)
  })
}

interface ConnectedRedis extends AsyncDisposable {
  readonly client: ReturnType<typeof clientOf>
  readonly RedisStore: new (options: object) => OldConnectStore
}

function clientOf(url: string) {
  return createClient({ url })
}

async function connectRedis(): Promise<ConnectedRedis> {
  const server = await startRedis()
  const client = clientOf(server.url)
  client.on('error', () => {})
  await client.connect()
  const { RedisStore } = await loadDropInModule<Pick<ConnectedRedis, 'RedisStore'>>(
    'connect-redis/dist/connect-redis.js',
  )
  return {
    client,
    RedisStore,
    async [Symbol.asyncDispose]() {
      client.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** What a page shows in its first fence of a language. */
function fenceIn(page: string, language: string): string {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``).exec(text)?.[1] ?? ''
}

/** The program before a change, or after it. */
function sideOf(diff: string, side: '-' | '+'): string {
  return diff
    .split('\n')
    .filter((line) => line.startsWith(side) || line.startsWith(' ') || line === '')
    .map((line) => line.slice(1))
    .join('\n')
}

function importOf(program: string): string | undefined {
  return /^import session from '(.*)'$/m.exec(program)?.[1]
}

/** Runs a program that the page shows, its imports given, and gives the app it made. */
function made(program: string, session: unknown, redis: ConnectedRedis): express.Express {
  const app = express()
  const body = program.replace(/^import .*$/gm, '')
  const given = { app, session, RedisStore: redis.RedisStore, client: redis.client, process }
  new Function(...Object.keys(given), body)(...Object.values(given))
  return app
}
