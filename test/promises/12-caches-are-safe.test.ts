import { createSessions, type Session } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { secretA, secureName, type Visitor, visitorOf } from './visitor.ts'

interface Data {
  visits: number
}

async function known(): Promise<Visitor<Data>> {
  const visitor = visitorOf(createSessions<Data>({ secrets: secretA }))
  await visitor.visit((session) => session.set('visits', 1))
  return visitor
}

const anonymous = (): Visitor<Data> => visitorOf(createSessions<Data>({ secrets: secretA }))
const read = (session: Session<Data>): unknown => session.get('visits')
const write = (session: Session<Data>): void => session.set('visits', 2)

describe('touching a session', () => {
  it.each([
    ['an empty one', async () => anonymous()],
    ['one with data', known],
    [
      'a refused one',
      async () =>
        visitorOf(
          createSessions<Data>({ secrets: secretA }),
          undefined,
          new Map([[secureName, 'garbage']]),
        ),
    ],
  ])('adds Vary: Cookie: %s', async (_what, make) => {
    const { headers } = await (await make()).visit(read)
    expect(headers.get('vary')).toBe('Cookie')
  })

  it.each([
    ['Accept-Encoding', 'Accept-Encoding, Cookie'],
    ['accept, cookie', 'accept, cookie'],
    ['COOKIE', 'COOKIE'],
    ['*', '*'],
    ['X-Cookie', 'X-Cookie, Cookie'],
    ['Cookie-Consent', 'Cookie-Consent, Cookie'],
  ])('keeps what the handler varies by: %s', async (vary, expected) => {
    const { headers } = await (await known()).visit(read, { response: { vary } })
    expect(headers.get('vary')).toBe(expected)
  })

  it('adds Vary: Cookie to an error page as well', async () => {
    const { headers } = await (await known()).visit(read, { status: 500 })
    expect(headers.get('vary')).toBe('Cookie')
  })
})

describe('reading a session', () => {
  it('that holds something makes the answer private, no-cache', async () => {
    const { headers } = await (await known()).visit(read)
    expect(headers.get('cache-control')).toBe('private, no-cache')
  })

  it('that holds nothing leaves the answer cacheable', async () => {
    const { headers } = await anonymous().visit(read)
    expect(headers.get('cache-control')).toBeNull()
  })

  it('leaves what the handler said', async () => {
    const response = { 'cache-control': 'public, max-age=60' }
    const { headers } = await (await known()).visit(read, { response })
    expect(headers.get('cache-control')).toBe('public, max-age=60')
  })

  it('removes no header of the handler', async () => {
    const response = { expires: 'Thu, 01 Dec 2033 16:00:00 GMT', 'cdn-cache-control': 'max-age=60' }
    const { headers } = await (await known()).visit(read, { response })
    expect(headers.get('expires')).not.toBeNull()
    expect(headers.get('cdn-cache-control')).not.toBeNull()
  })
})

const setting: Record<string, (session: Session<Data>) => unknown> = {
  'a write': write,
  'a login': (session) => session.login('ada'),
  'a logout': (session) => session.logout(),
}

describe('setting the cookie', () => {
  it.each(Object.entries(setting))(
    'makes the answer private, no-store: %s',
    async (_what, handle) => {
      const { headers, lines } = await (await known()).visit(handle)
      expect(lines).toHaveLength(1)
      expect(headers.get('cache-control')).toBe('private, no-store')
    },
  )

  it.each(['public, max-age=60', 'private, no-cache', 'max-age=60, x-no-store', 'no-storey'])(
    'overrides what the handler said: %s',
    async (said) => {
      const { headers } = await (await known()).visit(write, {
        response: { 'cache-control': said },
      })
      expect(headers.get('cache-control')).toBe('private, no-store')
    },
  )

  it.each(['no-store', 'No-Store', 'private,no-store', 'no-store, max-age=0'])(
    'leaves a handler that said %s alone',
    async (said) => {
      const { headers } = await (await known()).visit(write, {
        response: { 'cache-control': said },
      })
      expect(headers.get('cache-control')).toBe(said)
    },
  )

  it.each([
    'Expires',
    'Surrogate-Control',
    'CDN-Cache-Control',
    'Cloudflare-CDN-Cache-Control',
    'Netlify-CDN-Cache-Control',
    'vercel-cdn-cache-control',
  ])('removes %s, which would override it', async (name) => {
    const response = { [name]: 'max-age=60' }
    const { headers } = await (await known()).visit(write, { response })
    expect(headers.get(name)).toBeNull()
  })

  it('leaves headers alone that only look alike', async () => {
    const response = { 'x-expires': 'never', 'cdn-cache': 'hit' }
    const { headers } = await (await known()).visit(write, { response })
    expect(headers.get('x-expires')).toBe('never')
    expect(headers.get('cdn-cache')).toBe('hit')
  })

  it('does all of this on an error page that ends the session', async () => {
    const { headers } = await (await known()).visit((session) => session.logout(), {
      status: 500,
      response: { 'cache-control': 'public, max-age=60', expires: '0' },
    })
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.get('expires')).toBeNull()
  })
})
