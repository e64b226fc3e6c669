import { createSessions } from 'coatcheck'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { webExchange } from '../adapters/web-exchange.ts'
import { CoatcheckError } from '../errors.ts'
import { type CrossSiteOptions, protectFromCrossSite } from './cross-site.ts'
import type { Guard, GuardedRequest } from './guard.ts'

interface Sent {
  readonly method?: string
  readonly url?: string
  readonly site?: string | undefined
  readonly origin?: string | undefined
}

const sessions = createSessions({ secrets: 'kPjYtXnQ8c1mB4sLw0ZrVfHdGa6TqUe2' })
const url = 'https://shop.example/transfer'

async function requestOf({ method = 'POST', site, origin, ...rest }: Sent) {
  const session = await sessions.open(webExchange(new Request(url), undefined))
  const headers = new Map(Object.entries({ 'sec-fetch-site': site, origin }))
  const request: GuardedRequest = { url, ...rest, session, method, header: (it) => headers.get(it) }
  return request
}

async function decisionOf(guard: Guard, sent: Sent) {
  return guard(await requestOf(sent))
}

async function passes(sent: Sent, options: CrossSiteOptions = {}): Promise<boolean> {
  return (await decisionOf(protectFromCrossSite(options), sent))?.type !== 'refuse'
}

describe('protectFromCrossSite', () => {
  it.each([
    ['POST', 'same-origin', undefined, true],
    ['POST', 'none', undefined, true],
    ['POST', 'cross-site', undefined, false],
    ['POST', 'same-site', undefined, false],
    ['PUT', 'cross-site', undefined, false],
    ['PATCH', 'cross-site', undefined, false],
    ['DELETE', 'cross-site', undefined, false],
    ['TRACE', 'cross-site', undefined, false],
    ['QUERY', 'cross-site', undefined, false],
    ['post', 'cross-site', undefined, false],
    ['get', 'cross-site', undefined, false],
    ['', 'cross-site', undefined, false],
    ['GET', 'cross-site', undefined, true],
    ['HEAD', 'cross-site', undefined, true],
    ['OPTIONS', 'cross-site', undefined, true],
    ['POST', undefined, undefined, true],
    ['POST', undefined, 'https://shop.example', true],
    ['POST', undefined, 'https://attacker.example', false],
    ['POST', undefined, 'null', false],
    ['GET', undefined, 'https://attacker.example', true],
  ])('%j with Sec-Fetch-Site %j and Origin %j: %j', async (method, site, origin, expected) => {
    expect(await passes({ method, site, origin })).toBe(expected)
  })

  it.each([
    '',
    'Same-Origin',
    'same-origin, same-origin',
    'cross-site, same-origin',
    'same-origin ',
    'none;',
    'nothing-of-the-kind',
  ])('refuses a Sec-Fetch-Site that no browser sends: %j', async (site) => {
    expect(await passes({ site })).toBe(false)
    expect(await passes({ site, origin: 'https://shop.example' })).toBe(false)
  })

  it('believes Sec-Fetch-Site rather than Origin', async () => {
    expect(await passes({ site: 'same-origin', origin: 'https://cdn.example' })).toBe(true)
    expect(await passes({ site: 'cross-site', origin: 'https://shop.example' })).toBe(false)
  })

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['another host', 'https://attacker.example'],
    ['a host that ends like this one', 'https://notshop.example'],
    ['a host that begins like this one', 'https://shop.example.attacker.example'],
    ['a sub-domain', 'https://www.shop.example'],
    ['the domain above', 'https://example'],
    ['a user name', 'https://attacker@shop.example'],
    ['a user name that looks like this host', 'https://shop.example@attacker.example'],
    ['an empty user name', 'https://@shop.example'],
    ['another port', 'https://shop.example:8443'],
    ['the default port, written out', 'https://shop.example:443'],
    ['a port without a number', 'https://shop.example:'],
    ['upper case', 'https://SHOP.example'],
    ['an upper-case scheme', 'HTTPS://shop.example'],
    ['a dot at the end', 'https://shop.example.'],
    ['a slash at the end', 'https://shop.example/'],
    ['a path', 'https://shop.example/transfer'],
    ['a query', 'https://shop.example?'],
    ['a fragment', 'https://shop.example#'],
    ['two of them', 'https://shop.example, https://shop.example'],
    ['two of them, the other first', 'https://attacker.example, https://shop.example'],
    ['two of them with a space', 'https://shop.example https://attacker.example'],
    ['a space around', ' https://shop.example '],
    ['no scheme', 'shop.example'],
    ['only slashes', '//shop.example'],
    ['one slash', 'https:/shop.example'],
    ['backslashes', 'https:\\\\shop.example'],
    ['another scheme', 'ftp://shop.example'],
    ['the scheme of an extension', 'chrome-extension://shop.example'],
    ['the unsafe scheme, where the server knows its own', 'http://shop.example'],
    ['a letter that only looks alike', 'https://shоp.example'],
    ['an escaped letter', 'https://sho%70.example'],
    ['a full-width dot', 'https://shop．example'],
    ['a tab inside', 'https://shop\t.example'],
    ['a null byte', 'https://shop.example\0'],
    ['a line break', 'https://shop.example\r\n'],
    ['garbage', '\u{1F3A9}'],
    ['a hundred thousand characters', `https://${'a.'.repeat(50_000)}shop.example`],
  ])('refuses without Sec-Fetch-Site an Origin of %s', async (_what, origin) => {
    expect(await passes({ origin })).toBe(false)
  })

  it.each([
    ['https://shop.example/', 'https://shop.example'],
    ['https://shop.example:8443/', 'https://shop.example:8443'],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example'],
    ['http://localhost:3000/', 'http://localhost:3000'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000/', 'http://[::1]:3000'],
    // TLS ended at a proxy, which passed the host on.
    ['http://shop.example/', 'https://shop.example'],
    ['http://shop.example/', 'http://shop.example'],
  ])('lets %s be asked by a page of %s', async (here, origin) => {
    expect(await passes({ url: here, origin })).toBe(true)
  })

  it.each([
    ['http://127.0.0.1:3000/', 'http://localhost:3000'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3001'],
    ['http://127.0.0.1:3000/', 'http://127.1:3000'],
    ['http://127.0.0.1:3000/', 'http://0x7f.0.0.1:3000'],
    ['https://xn--bcher-kva.example/', 'https://bücher.example'],
    ['http://unknown.invalid/', 'https://shop.example'],
    ['no url at all', 'https://shop.example'],
    ['', 'https://shop.example'],
  ])('lets %j not be asked by a page of %j', async (here, origin) => {
    expect(await passes({ url: here, origin })).toBe(false)
  })

  it('never throws and never passes, whatever the headers hold', async () => {
    const guard = protectFromCrossSite()
    const blank = await requestOf({})
    const alphabet = [...'https://shop.example:443@,/\\?#%. nul\0\t'.split(''), 'https://']
    const hostile = fc
      .array(fc.constantFrom(...alphabet), { maxLength: 30 })
      .map((it) => it.join(''))
    fc.assert(
      fc.property(
        fc.oneof(hostile, fc.string({ unit: 'binary' })),
        fc.option(fc.string(), { nil: undefined }),
        (origin, site) => {
          fc.pre(origin !== 'https://shop.example' && site !== 'none' && site !== 'same-origin')
          const header = (name: string) => (name === 'origin' ? origin : site)
          expect(guard({ ...blank, header })?.type).toBe('refuse')
        },
      ),
      { numRuns: 5_000 },
    )
  })
})

describe('trustedOrigins', () => {
  const trustedOrigins = ['https://trusted.example', 'http://localhost:5173']

  it.each([
    ['https://trusted.example', undefined, true],
    ['https://trusted.example', 'cross-site', true],
    ['https://trusted.example', 'same-site', true],
    ['http://localhost:5173', 'same-site', true],
    ['https://attacker.example', undefined, false],
    ['https://attacker.example', 'cross-site', false],
    ['http://trusted.example', 'cross-site', false],
    ['https://trusted.example:8443', 'cross-site', false],
    ['https://TRUSTED.example', 'cross-site', false],
    ['https://trusted.example/', 'cross-site', false],
    ['https://trusted.example, https://trusted.example', 'cross-site', false],
    ['https://user@trusted.example', 'cross-site', false],
    ['https://trusted.example.', 'cross-site', false],
    ['null', 'cross-site', false],
    [undefined, 'cross-site', false],
  ])('%j with Sec-Fetch-Site %j: %j', async (origin, site, expected) => {
    expect(await passes({ origin, site }, { trustedOrigins })).toBe(expected)
  })

  it.each([
    'http://example.com',
    'https://example.com:8080',
    'https://xn--bcher-kva.example',
    'http://[::1]:3000',
  ])('may hold %s', async (origin) => {
    expect(await passes({ origin, site: 'cross-site' }, { trustedOrigins: [origin] })).toBe(true)
  })

  it.each([
    ['https://example.com/', 'https://example.com'],
    ['https://example.com/path', 'https://example.com'],
    ['https://example.com?query=value', 'https://example.com'],
    ['https://example.com#fragment', 'https://example.com'],
    ['https://example.com:443', 'https://example.com'],
    ['http://example.com:80', 'http://example.com'],
    ['https://Example.COM', 'https://example.com'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    [' https://example.com', 'https://example.com'],
    ['https://ada:hush@example.com', 'https://example.com'],
    ['example.com', 'https://www.example.com'],
    ['localhost:3000', 'https://www.example.com'],
    ['https://', 'https://www.example.com'],
    ['https://ex ample.com', 'https://www.example.com'],
    ['', 'https://www.example.com'],
    ['null', 'https://www.example.com'],
    ['file:///etc', 'https://www.example.com'],
    ['https://*.example.com', 'without a star'],
    ['*', 'without a star'],
  ])('may not hold %j, and the message says what to give: %s', (origin, mend) => {
    const make = () => protectFromCrossSite({ trustedOrigins: ['https://fine.example', origin] })
    expect(make).toThrow(CoatcheckError)
    expect(make).toThrow(/^trustedOrigins\[1\] is not an origin/)
    expect(make).toThrow(mend)
    expect(make).not.toThrow(/hush/)
  })

  it.each([[[7]], ['https://example.com'], [[['https://example.com']]], [null]])(
    'is a list of texts, and not %j',
    (given) => {
      // What JavaScript may pass, though no typed program can.
      const options = { trustedOrigins: given } as unknown as CrossSiteOptions
      expect(() => protectFromCrossSite(options)).toThrow(/^trustedOrigins/)
    },
  )
})

describe('methods', () => {
  const all = { methods: 'all' } as const

  it.each([
    ['GET', 'cross-site', false],
    ['GET', 'same-site', false],
    ['HEAD', 'cross-site', false],
    ['OPTIONS', 'cross-site', false],
    ['POST', 'cross-site', false],
    ['GET', 'same-origin', true],
    ['GET', 'none', true],
    ['GET', undefined, true],
  ])("with 'all', %s with Sec-Fetch-Site %j: %j", async (method, site, expected) => {
    expect(await passes({ method, site }, all)).toBe(expected)
  })

  it('is one of the two', () => {
    // What JavaScript may pass, though no typed program can.
    const options = { methods: 'GET' } as unknown as CrossSiteOptions
    expect(() => protectFromCrossSite(options)).toThrow('methods: "GET" is not allowed; give \'un')
  })
})

describe('what caches and people are told', () => {
  const guard = protectFromCrossSite({ trustedOrigins: ['https://trusted.example'] })

  it.each([
    [{ site: 'same-origin' }, 'Sec-Fetch-Site'],
    [{ site: 'cross-site', origin: 'https://trusted.example' }, 'Sec-Fetch-Site, Origin'],
    [{ origin: 'https://shop.example' }, 'Sec-Fetch-Site, Origin'],
    [{}, 'Sec-Fetch-Site, Origin'],
    [{ site: 'cross-site' }, 'Sec-Fetch-Site, Origin'],
  ])('names in Vary what was looked at: %j', async (sent, vary) => {
    expect((await decisionOf(guard, sent))?.headers['Vary']).toBe(vary)
  })

  it('says nothing about a GET, at which nothing was looked', async () => {
    expect(await decisionOf(guard, { method: 'GET', site: 'cross-site' })).toBe(undefined)
  })

  it.each([
    [{ site: 'cross-site', origin: 'https://attacker.example' }, /another site.*trustedOrigins/s],
    [{ origin: 'https://attacker.example' }, /another host.*Host header.*trustedOrigins/s],
  ])('refuses with a text that says how to mend it: %j', async (sent, text) => {
    const decision = await decisionOf(guard, sent)
    expect(decision).toMatchObject({
      type: 'refuse',
      status: 403,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
      body: expect.stringMatching(text),
    })
    expect(JSON.stringify(decision)).not.toContain('attacker')
  })
})
