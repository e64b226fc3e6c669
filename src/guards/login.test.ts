import { createSessions, type Session } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { webExchange } from '../adapters/web-exchange.ts'
import { CoatcheckError } from '../errors.ts'
import type { Guard, GuardedRequest, Refusal } from './guard.ts'
import { requireLogin } from './login.ts'

interface Visit {
  readonly method?: string
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly subject?: string
}

const sessions = createSessions<{ visits: number }>({ secrets: 'kPjYtXnQ8c1mB4sLw0ZrVfHdGa6TqUe2' })

async function visit({
  method = 'GET',
  url,
  headers = {},
  subject,
}: Visit): Promise<GuardedRequest> {
  const address = url ?? 'https://shop.example/dashboard'
  const session: Session<{ visits: number }> = await sessions.open(
    webExchange(new Request(address), undefined),
  )
  if (subject !== undefined) session.login(subject)
  return { session, method, url: address, header: (name) => headers[name] }
}

async function refusal(guard: Guard, how: Visit): Promise<Refusal> {
  const decision = guard(await visit(how))
  if (decision?.type === 'refuse') return decision
  throw new Error('the guard let it through')
}

describe('requireLogin', () => {
  const guard = requireLogin({ loginPath: '/login' })

  it('lets whoever is logged in through', async () => {
    expect(guard(await visit({ subject: 'ada' }))).toBe(undefined)
  })

  it('sends a page to the login page, which knows where to come back to', async () => {
    const { status, headers } = await refusal(guard, {
      url: 'https://shop.example/cart?sort=price',
    })
    expect(status).toBe(302)
    expect(headers['Location']).toBe('/login?next=/cart%3Fsort%3Dprice')
    const { searchParams } = new URL(headers['Location'] ?? '', 'https://shop.example')
    expect(searchParams.get('next')).toBe('/cart?sort=price')
  })

  it('adds to the query of the login page', async () => {
    const { headers } = await refusal(requireLogin({ loginPath: '/login?lang=en' }), {})
    expect(headers['Location']).toBe('/login?lang=en&next=/dashboard')
  })

  it.each([
    ['HEAD', 302, '/login?next=/dashboard'],
    ['POST', 303, '/login'],
    ['DELETE', 303, '/login'],
  ])('sends %s with %i to %s', async (method, status, location) => {
    const decision = await refusal(guard, { method })
    expect([decision.status, decision.headers['Location']]).toEqual([status, location])
  })

  it.each([
    'https://shop.example//evil.example/',
    'https://shop.example/%5Cevil.example',
    `https://shop.example/${'a'.repeat(3_000)}`,
  ])('brings nobody back to %s', async (url) => {
    const { headers } = await refusal(guard, { url })
    expect(headers['Location']).toBe('/login')
  })

  it.each([
    [
      'a browser',
      { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-dest': 'document' },
    ],
    ['a browser in a frame', { accept: 'text/html', 'sec-fetch-dest': 'iframe' }],
    ['a script that swaps pages', { accept: 'text/html, text/plain', 'sec-fetch-dest': 'empty' }],
    ['whoever takes JSON too', { accept: 'text/html, application/json' }],
    ['curl', { accept: '*/*' }],
    ["Node's fetch", { accept: '*/*', 'sec-fetch-mode': 'cors' }],
    ['whoever says nothing', {}],
  ])('redirects %s', async (_who, headers) => {
    expect((await refusal(guard, { headers })).status).toBe(302)
  })

  it.each([
    ['a script', { accept: '*/*', 'sec-fetch-dest': 'empty' }],
    ['an image', { accept: 'image/avif,*/*;q=0.8', 'sec-fetch-dest': 'image' }],
  ])('answers 401 to %s', async (_who, headers) => {
    for (const method of ['GET', 'POST']) {
      const decision = await refusal(guard, { method, headers })
      expect([decision.status, decision.body]).toEqual([401, 'Login required'])
      expect(decision.headers['Content-Type']).toBe('text/plain; charset=utf-8')
    }
  })

  it.each([
    'application/json',
    'application/json, text/plain, */*',
    'Application/JSON',
    'application/problem+json',
  ])('answers 401 in JSON to whoever accepts %s', async (accept) => {
    const decision = await refusal(guard, { headers: { accept } })
    expect(decision.status).toBe(401)
    expect(decision.headers['Content-Type']).toBe('application/json; charset=utf-8')
    expect(JSON.parse(decision.body)).toEqual({ error: 'login required', loginPath: '/login' })
  })

  it.each([
    {},
    { method: 'POST' },
    { headers: { accept: 'application/json' } },
    { headers: { 'sec-fetch-dest': 'empty' } },
  ])('keeps its refusals out of every cache: %j', async (how) => {
    expect((await refusal(guard, how)).headers['Cache-Control']).toBe('no-store')
  })

  it('sends nobody from the login page to itself, and says what is wrong', async () => {
    const decision = await refusal(guard, { url: 'https://shop.example/login?next=/cart' })
    expect(decision.status).toBe(401)
    expect(decision.body).toMatch(/outside the guard/)
  })

  it('refuses a page that only resembles the login page', async () => {
    const decision = await refusal(guard, { url: 'https://shop.example/admin/%2e%2e/login' })
    expect(decision.type).toBe('refuse')
  })

  it.each(['', 'login', '//evil.example', 'https://sso.example/login', '/login#form', '/\\x'])(
    'takes no %j for a login page',
    (loginPath) => {
      expect(() => requireLogin({ loginPath })).toThrow(CoatcheckError)
      expect(() => requireLogin({ loginPath })).toThrow(/^loginPath: /)
    },
  )
})
