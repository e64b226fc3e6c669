import { context, metrics, trace } from '@opentelemetry/api'
import { createSessions, type SessionEvent, type Store } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { observed } from 'coatcheck/opentelemetry'
import { memoryStore } from 'coatcheck/stores/memory'
import {
  editSession,
  handClock,
  loggedIn,
  readSession,
  type SessionCookies,
} from 'coatcheck/testing'
import express from 'express'
import request from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionMetrics } from '../../src/opentelemetry-metrics.ts'
import { type Sdk, startSdk } from './sdk.ts'

type Data = { visits: number; note: string }

const secrets = 'a secret of the tests, 32 bytes or more'
const url = 'https://shop.example/'
const visitor = { subject: 'ada-lovelace', url }

let sdk: Sdk

beforeEach(async () => {
  sdk = await startSdk()
})

afterEach(async () => {
  trace.disable()
  metrics.disable()
  context.disable()
  await sdk.close()
})

/** The points that arrived, as `name{values} count`. */
async function collected(): Promise<readonly string[]> {
  await sdk.flush()
  return sdk.collector.points
    .map(({ metric, attributes, count }) => `${metric}{${Object.values(attributes)}} ${count}`)
    .sort()
}

describe('metrics over OTLP', () => {
  it('count what happens to sessions in their cookie', async () => {
    const clock = handClock()
    const { meterProvider } = sdk
    const sessions = createSessions<Data>(
      observed({ secrets, now: clock.now, idleTimeout: '30m' }, { meterProvider }),
    )
    const cookies = await loggedIn(sessions, { visits: 1 }, visitor)
    const edited = await editSession(sessions, cookies, (session) => session.set('visits', 2))
    await editSession(sessions, edited, (session) => session.logout())
    clock.turn('31m')
    await readSession(sessions, cookies)
    await readSession(sessions, '__Host-Http-session=made-up', url)
    expect(await collected()).toEqual([
      'coatcheck.cookie.rejections{idle} 1',
      'coatcheck.cookie.rejections{malformed} 1',
      'coatcheck.cookie.size{} 2',
      'coatcheck.session.commits{create} 1',
      'coatcheck.session.commits{end} 1',
      'coatcheck.session.commits{update} 1',
      'coatcheck.session.openings{false} 2',
      'coatcheck.session.openings{true} 3',
    ])
    const size = sdk.collector.points.find(({ metric }) => metric === 'coatcheck.cookie.size')
    expect(size).toMatchObject({ unit: 'By' })
    expect(size?.sum).toBe(bytesOf(cookies) + bytesOf(edited))
    expect(size?.bounds?.at(-1)).toBe(4_096)
  })

  it('count merges, conflicts, revocations and the rest, and time the store', async () => {
    const { meterProvider } = sdk
    const sessions = createSessions<Data>(
      observed({ secrets, store: memoryStore() }, { meterProvider }),
    )
    const cookies = await loggedIn(sessions, { visits: 1, note: '' }, visitor)
    await editSession(sessions, cookies, async (session) => {
      session.set('note', 'mine')
      await editSession(sessions, cookies, (same) => same.set('note', 'theirs'))
    })
    await sessions.revokeAll(visitor.subject)
    await sessions.revokeEveryone()
    await readSession(sessions, `${cookies.header}; ${cookies.header}`, url)
    expect(await collected()).toEqual(
      expect.arrayContaining([
        'coatcheck.cookie.rejections{missing} 2',
        'coatcheck.notices{duplicate-cookie} 1',
        'coatcheck.session.conflicts{} 1',
        'coatcheck.session.merges{} 1',
        'coatcheck.session.revocations{everyone} 1',
        'coatcheck.session.revocations{sessions} 1',
        'coatcheck.store.command.duration{create,done} 1',
        'coatcheck.store.command.duration{load,none} 2',
        'coatcheck.store.command.duration{update,none} 1',
      ]),
    )
    const load = sdk.collector.points.find(({ attributes }) => attributes['coatcheck.store.verb'])
    expect(load?.unit).toBe('s')
    expect(load?.sum).toBeGreaterThan(0)
    expect(load?.sum).toBeLessThan(10)
  })

  it('name the library whose cookie was accepted or refused', async () => {
    const record = sessionMetrics(sdk.meterProvider.getMeter('coatcheck'))
    record({ type: 'accepted', source: 'express-session', handle: 'a-handle' })
    record({ type: 'rejected', source: 'iron-session', reason: 'no-longer-accepted' })
    record({ type: 'late-change', keys: ['a-key'] })
    expect(await collected()).toEqual([
      'coatcheck.cookie.acceptances{express-session} 1',
      'coatcheck.cookie.rejections{no-longer-accepted,iron-session} 1',
      'coatcheck.notices{late-change} 1',
    ])
    expect(sdk.collector.bodies.join()).not.toMatch(/a-handle|a-key/)
  })

  it('go to an SDK that is started later, too', async () => {
    const sessions = createSessions<Data>(observed({ secrets }))
    await loggedIn(sessions, { visits: 1 }, visitor)
    metrics.setGlobalMeterProvider(sdk.meterProvider)
    await loggedIn(sessions, { visits: 1 }, visitor)
    expect(await collected()).toContain('coatcheck.session.commits{create} 1')
  })
})

describe('spans over OTLP', () => {
  beforeEach(() => {
    context.setGlobalContextManager(sdk.contextManager)
    trace.setGlobalTracerProvider(sdk.tracerProvider)
  })

  /** Answers a request of Express in a span, as its instrumentation would. */
  async function visited(store: Store, cookies: SessionCookies, path: string) {
    const sessions = createSessions(observed({ secrets, store }))
    const tracer = trace.getTracer('coatcheck')
    const app = express()
    app.use((_req, res, next) => {
      tracer.startActiveSpan('the request', (span) => {
        res.on('finish', () => span.end())
        next()
      })
    })
    app.use(expressSession(sessions))
    app.get('/visit', (req, res) => {
      req.session.set('visits', req.session.get('visits', 0) + 1)
      res.send('seen')
    })
    app.get('/read', (req, res) => {
      res.send(String(req.session.get('visits')))
    })
    const answer = await request(app).get(path).set('Cookie', cookies.header)
    await expect
      .poll(async () => {
        await sdk.flush()
        return sdk.collector.spans.map(({ name }) => name)
      })
      .toContain('the request')
    const { spans } = sdk.collector
    const parent = spans.find(({ name }) => name === 'the request')
    return { answer, parent, commands: spans.filter(({ name }) => /session store$/.test(name)) }
  }

  const local = { ...visitor, url: 'http://127.0.0.1/' }

  it('of the store are below the span of their request', async () => {
    const store = memoryStore()
    const cookies = await loggedIn(createSessions<Data>({ secrets, store }), { visits: 1 }, local)
    const { parent, commands } = await visited(store, cookies, '/visit')
    expect(commands.map(({ name }) => name)).toEqual([
      'load session store',
      'epoch session store',
      'update session store',
    ])
    for (const { parentSpanId, traceId, attributes } of commands) {
      expect([parentSpanId, traceId]).toEqual([parent?.spanId, parent?.traceId])
      expect(Object.keys(attributes)).toEqual(['coatcheck.store.verb'])
    }
    expect(parent?.attributes).toEqual({ 'coatcheck.session.change': 'update' })
  })

  it("are around those of the database's own client", async () => {
    const client = trace.getTracer('coatcheck')
    const real = memoryStore()
    const store: Store = {
      ...real,
      load: (...args) =>
        client.startActiveSpan('GET', async (span) => {
          try {
            return await real.load(...args)
          } finally {
            span.end()
          }
        }),
    }
    const cookies = await loggedIn(
      createSessions<Data>({ secrets, store: real }),
      { visits: 1 },
      local,
    )
    const { commands } = await visited(store, cookies, '/read')
    const get = sdk.collector.spans.find(({ name }) => name === 'GET')
    expect(get?.parentSpanId).toBe(commands[0]?.spanId)
  })

  it('say when the store failed, and not in its words', async () => {
    const real = memoryStore()
    const cookies = await loggedIn(
      createSessions<Data>({ secrets, store: real }),
      { visits: 1 },
      local,
    )
    const down = { ...real, load: () => Promise.reject(new TypeError('password is hunter2')) }
    const { answer, commands } = await visited(down, cookies, '/read')
    expect(answer.status).toBe(500)
    expect(commands).toMatchObject([
      { name: 'load session store', status: 2, attributes: { 'error.type': 'TypeError' } },
    ])
    expect(sdk.collector.bodies.join()).not.toContain('hunter2')
  })

  it('of the request say why a cookie was refused', async () => {
    const store = memoryStore()
    const sessions = createSessions<Data>({ secrets, store })
    const cookies = await loggedIn(sessions, { visits: 1 }, local)
    await sessions.revokeAll(visitor.subject)
    const { parent } = await visited(store, cookies, '/read')
    expect(parent?.attributes).toEqual({ 'coatcheck.rejection.reason': 'missing' })
  })
})

describe('observed', () => {
  it('leaves the options of the app as they are, and goes on calling its listener', async () => {
    const events: SessionEvent[] = []
    const options = { secrets, onEvent: (event: SessionEvent) => void events.push(event) }
    const before = { ...options }
    const sessions = createSessions<Data>(observed(options, sdk))
    await loggedIn(sessions, { visits: 1 }, visitor)
    expect(options).toEqual(before)
    expect(events.map(({ type }) => type)).toEqual(['opened', 'committed'])
  })

  it('tells nobody whose session it is', async () => {
    metrics.setGlobalMeterProvider(sdk.meterProvider)
    trace.setGlobalTracerProvider(sdk.tracerProvider)
    const sessions = createSessions<Data>(observed({ secrets, store: memoryStore() }))
    const cookies = await loggedIn(sessions, { visits: 1, note: 'a-note' }, visitor)
    const { handle = '' } = (await readSession(sessions, cookies)) ?? {}
    await sessions.list(visitor.subject)
    await sdk.flush()
    const sent = sdk.collector.bodies.join()
    expect(sent).toContain('coatcheck.session.commits')
    expect(sent).toContain('create session store')
    for (const secret of [handle, visitor.subject, 'a-note', cookies.pairs[0]?.value ?? 'none']) {
      expect(sent).not.toContain(secret)
    }
  })

  it('has few series, whoever and however many come', async () => {
    const sessions = createSessions<Data>(observed({ secrets, store: memoryStore() }, sdk))
    for (let subject = 0; subject < 30; subject += 1) {
      await loggedIn(sessions, { visits: subject }, { subject, url })
    }
    const before = (await collected()).length
    expect(before).toBeLessThan(10)
  })
})

function bytesOf({ pairs }: SessionCookies): number {
  return pairs.reduce((sum, { name, value }) => sum + name.length + value.length, 0)
}
