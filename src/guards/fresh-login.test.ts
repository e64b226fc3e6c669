import { createSessions } from 'coatcheck'
import { requireFreshLogin } from 'coatcheck/guards/login'
import { describe, expect, it } from 'vitest'
import { clockAt, visitorOf } from '../../test/promises/visitor.ts'
import { CoatcheckError } from '../errors.ts'
import type { Guard } from './guard.ts'

const start = 1_700_000_000
const page = { accept: 'text/html' }
const json = { accept: 'application/json' }

function appAt(start: number) {
  const clock = clockAt(start)
  const sessions = createSessions({
    secrets: 'kPjYtXnQ8c1mB4sLw0ZrVfHdGa6TqUe2',
    now: clock.now,
    idleTimeout: '30d',
  })
  const guard = requireFreshLogin({ within: '10m', loginPath: '/login?again', now: clock.now })
  return { clock, guard, visitor: visitorOf(sessions) }
}

type App = ReturnType<typeof appAt>

async function ask(
  { visitor }: App,
  guard: Guard,
  headers: Readonly<Record<string, string>> = page,
  method = 'GET',
) {
  const url = 'https://shop.example/password?step=1'
  const { value } = await visitor.visit((session) => ({
    decision: guard({ session, method, url, header: (name) => headers[name] }),
  }))
  return value?.decision
}

async function logIn({ visitor }: App): Promise<void> {
  await visitor.visit((session) => session.login('ada'))
}

describe('requireFreshLogin', () => {
  it.each([
    [0, 'passes'],
    [599, 'passes'],
    [600, 'is refused'],
    [86_400, 'is refused'],
  ])('%i seconds after the login, who asks %s', async (seconds, outcome) => {
    const app = appAt(start)
    await logIn(app)
    app.clock.turn(seconds)
    expect((await ask(app, app.guard))?.type).toBe(outcome === 'passes' ? undefined : 'refuse')
  })

  it('counts from the last login, not from activity', async () => {
    const app = appAt(start)
    await logIn(app)
    for (let minute = 0; minute < 11; minute += 1) {
      app.clock.turn(60)
      await app.visitor.visit((session) => session.flash('still here'))
    }
    expect((await ask(app, app.guard))?.type).toBe('refuse')
    await logIn(app)
    expect(await ask(app, app.guard)).toBe(undefined)
  })

  it('does not take a login from far in the future for a fresh one', async () => {
    const app = appAt(start)
    await logIn(app)
    app.clock.turn(-5)
    expect(await ask(app, app.guard)).toBe(undefined)
    app.clock.turn(-3_600)
    expect((await ask(app, app.guard))?.type).toBe('refuse')
  })

  it('refuses strangers as requireLogin does', async () => {
    const app = appAt(start)
    expect(await ask(app, app.guard)).toMatchObject({
      status: 302,
      body: 'Login required',
      headers: { Location: '/login?again&next=/password%3Fstep%3D1' },
    })
  })

  it.each([
    ['a page', page, 'GET', 302, '/login?again&next=/password%3Fstep%3D1', 'Fresh login required'],
    ['a form', page, 'POST', 303, '/login?again', 'Fresh login required'],
    ['a script', { 'sec-fetch-dest': 'empty' }, 'GET', 401, undefined, 'Fresh login required'],
    [
      'who takes JSON',
      json,
      'POST',
      401,
      undefined,
      '{"error":"fresh login required","loginPath":"/login?again"}',
    ],
  ])('tells %s where to log in again', async (_who, headers, method, status, location, body) => {
    const app = appAt(start)
    await logIn(app)
    app.clock.turn(600)
    const decision = await ask(app, app.guard, headers, method)
    expect(decision).toMatchObject({ type: 'refuse', status, body })
    expect(decision?.headers['Location']).toBe(location)
    expect(decision?.headers['Cache-Control']).toBe('no-store')
  })

  it('asks the clock of the machine when it is given none', async () => {
    const app = appAt(Math.floor(Date.now() / 1_000))
    await logIn(app)
    expect(await ask(app, requireFreshLogin({ within: '10m', loginPath: '/login' }))).toBe(
      undefined,
    )
    const old = appAt(Math.floor(Date.now() / 1_000) - 601)
    await logIn(old)
    const guard = requireFreshLogin({ within: 600, loginPath: '/login' })
    expect((await ask(old, guard))?.type).toBe('refuse')
  })

  it.each([
    ['within', { within: 0, loginPath: '/login' }],
    ['within', { within: 0.5, loginPath: '/login' }],
    ['within', { within: -1, loginPath: '/login' }],
    ['within', { within: Number.NaN, loginPath: '/login' }],
    ['within', { within: 600_000_000, loginPath: '/login' }],
    ['loginPath', { within: '10m', loginPath: '//evil.example' }],
  ] as const)('names the option that is wrong: %s of %j', (option, options) => {
    expect(() => requireFreshLogin(options)).toThrow(CoatcheckError)
    expect(() => requireFreshLogin(options)).toThrow(new RegExp(`^${option}: `))
  })
})
