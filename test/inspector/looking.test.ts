import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import type { CookieReader } from '../../src/codecs/reader.ts'
import { sealedCodec } from '../../src/codecs/sealed.ts'
import { ticketCodec } from '../../src/codecs/ticket.ts'
import { keyRing } from '../../src/crypto/key-ring.ts'
import { isRejection } from '../../src/rejection.ts'
import { type WebApp, type WebAppOptions, type WebVisitor, webApp } from './web-app.ts'

const places: readonly (readonly [string, () => WebAppOptions])[] = [
  ['in the cookie', () => ({})],
  ['in a store', () => ({ store: memoryStore() })],
  ['in a store, with a copy', () => ({ store: memoryStore(), cacheInCookie: true })],
]

/** Reads events from a stream until one says what is looked for. */
async function eventsUntil(response: Response, text: string): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let read = ''
  while (!read.includes(text)) {
    const { done = true, value } = (await reader?.read()) ?? {}
    if (done) break
    read += value
  }
  await reader?.cancel()
  return read
}

/** Gives every secret byte string of a visitor, in every usual spelling. */
function secretsOf({ secrets }: WebApp, { cookies }: WebVisitor): readonly string[] {
  const ring = keyRing(secrets)
  const bytes = [...cookies].flatMap(([name, value]) => {
    const ticket = ticketCodec(ring).unseal(value, name)
    if (!isRejection(ticket)) return [ticket.ticket.locator, ticket.ticket.token]
    const codec = sealedCodec(ring)
    const unsealed = codec.unseal(value, name)
    const record = isRejection(unsealed) ? unsealed : codec.parse(unsealed.plaintext)
    return isRejection(record) ? [] : [record.id]
  })
  expect(bytes.length).toBeGreaterThan(0)
  const spellings = bytes.flatMap((secret) =>
    (['base64url', 'base64', 'hex'] as const).map((form) => Buffer.from(secret).toString(form)),
  )
  return [...spellings, ...cookies.values(), ...[...cookies.values()].map((v) => v.slice(60, 84))]
}

describe.each(places)('looking at a session kept %s', (_where, options) => {
  it('shows its data, its subject and its cookie', async () => {
    const visitor = webApp(options()).visitor()
    await visitor.act((session) => {
      session.login('ada')
      session.set('cart', { 7: 2 })
      session.flash('Saved & <done>', 'note')
    })
    const response = await visitor.inspect()
    expect(response.status).toBe(200)
    const page = await response.text()
    expect(page).toContain('A live session')
    expect(page).toContain('<bdi>ada</bdi>')
    expect(page).toContain('>cart</bdi>')
    expect(page).toContain('“Saved &amp; &lt;done&gt;”')
    expect(page).toContain('Called <code>session</code>')
  })

  it('takes no message and sends no cookie', async () => {
    const visitor = webApp(options()).visitor()
    await visitor.act((session) => session.flash('Saved'))
    const response = await visitor.inspect()
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await (await visitor.inspect()).text()).toContain('“Saved”')
  })

  it('neither renews it nor keeps it alive', async () => {
    let at = 1_000_000_000
    const app = webApp({ ...options(), now: () => at })
    const visitor = app.visitor()
    await visitor.act((session) => session.set('a', 1))
    const kept = [...visitor.cookies]
    for (let day = 1; day <= 6; day += 1) {
      at += 86_400
      const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
      const response = await visitor.inspect('', { headers: navigation })
      expect(await response.text()).toContain('A live session')
    }
    expect([...visitor.cookies]).toEqual(kept)
    at += 86_400
    expect(await (await visitor.inspect()).text()).not.toContain('A live session')
  })

  it('is no event', async () => {
    const visitor = webApp(options()).visitor()
    await visitor.act((session) => session.set('a', 1))
    const before = await (await visitor.inspect()).text()
    const after = await (await visitor.inspect()).text()
    expect(countOf(after)).toBe(countOf(before))
  })

  it('leaves an answer to a stranger without a session', async () => {
    const visitor = webApp(options()).visitor()
    const page = await (await visitor.inspect()).text()
    expect(page).toContain('This browser has no session')
    expect(visitor.cookies.size).toBe(0)
  })

  it('never shows an id, a token or a cookie value', async () => {
    const app = webApp(options())
    const visitor = app.visitor()
    await visitor.act((session) => {
      session.login('ada')
      session.set('text', 'x'.repeat(300))
    })
    const first = secretsOf(app, visitor)
    await visitor.act((session) => session.regenerate())
    const secrets = [...first, ...secretsOf(app, visitor)]
    const answers = [
      await visitor.inspect(),
      await visitor.inspect('?view=style'),
      await visitor.inspect('?view=script'),
      await visitor.inspect('?view=nothing'),
      await visitor.inspect('?subject=ada'),
      await visitor.inspect('?view=revoke', {
        method: 'POST',
        body: new URLSearchParams({ a: '' }),
      }),
    ]
    const texts = await Promise.all(
      answers.map(async (answer) => JSON.stringify([...answer.headers]) + (await answer.text())),
    )
    texts.push(await eventsUntil(await visitor.inspect('?view=events'), 'bytes of cookie'))
    expect(texts.at(-1)).toContain('committed')
    for (const secret of secrets) {
      for (const text of texts) expect(text).not.toContain(secret)
    }
  })
})

describe('a refused cookie', () => {
  it('is explained with its reason, and is no event of the stream', async () => {
    const visitor = webApp().visitor()
    visitor.cookies.set('session', 'AAAA')
    const page = await (await visitor.inspect()).text()
    expect(page).toContain('A refused cookie')
    expect(page).toContain('This browser’s cookie is refused:')
    expect(page).toContain('<strong>malformed</strong>')
    expect(page).toContain('Nothing to count yet.')
  })

  it('of an old secret says that the secret changed', async () => {
    const stranger = webApp().visitor()
    await stranger.act((session) => session.set('a', 1))
    const visitor = webApp().visitor()
    for (const [name, value] of stranger.cookies) visitor.cookies.set(name, value)
    const page = await (await visitor.inspect()).text()
    expect(page).toContain('<strong>unknown-key</strong>')
    expect(page).toContain('Keep the old one second in secrets.')
  })

  it('of a session that left the store is explained from its event', async () => {
    const visitor = webApp({ store: memoryStore() }).visitor()
    await visitor.act((session) => session.set('a', 1))
    const old = [...visitor.cookies]
    await visitor.act((session) => session.logout())
    for (const [name, value] of old) visitor.cookies.set(name, value)
    const page = await (await visitor.inspect()).text()
    expect(page).toContain('This browser’s cookie is refused.')
    expect(page).toContain('<strong>missing</strong>')
  })
})

describe('a session of another library', () => {
  it('is shown, and stays the other library’s', async () => {
    const reader: CookieReader = {
      source: 'old-library',
      cookieNames: ['old'],
      until: 4_000_000_000,
      read: (values) =>
        values('old').length === 0 ? null : { data: { colour: 'red' }, identity: 'x' },
    }
    const visitor = webApp({ acceptAlso: [reader] }).visitor()
    visitor.cookies.set('old', 'y')
    for (const _ of [1, 2]) {
      const response = await visitor.inspect()
      expect(response.headers.getSetCookie()).toEqual([])
      const page = await response.text()
      expect(page).toContain('Not ours yet')
      expect(page).toContain('“red”')
    }
    await visitor.act((session) => session.get('colour'))
    expect(await (await visitor.inspect()).text()).toContain('A live session')
  })
})

describe('a store that cannot be read', () => {
  it('is said on the page, with a 503', async () => {
    const store = memoryStore()
    let isUp = true
    const load: typeof store.load = (key, now) => {
      if (isUp) return store.load(key, now)
      return Promise.reject(new Error('the store is down'))
    }
    const visitor = webApp({ store: { ...store, load } }).visitor()
    await visitor.act((session) => session.set('a', 1))
    isUp = false
    const response = await visitor.inspect()
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('The store could not be read')
  })
})

describe('what visitors put into a session', () => {
  it('is text on the page and in the stream, whatever it is', async () => {
    const app = webApp({ store: memoryStore() })
    const visitor = app.visitor()
    const hostile = '</script><script>alert(1)</script>"\'\u202e\u0000'
    await visitor.act((session) => {
      session.login(hostile)
      session.set(hostile, hostile)
      session.flash(hostile, hostile)
    })
    app.inspector.onEvent?.({ type: 'late-change', keys: [hostile] })
    app.inspector.onEvent?.({ type: 'conflict', handle: hostile, paths: [`data.${hostile}`] })
    const lookUp = `?subject=${encodeURIComponent(hostile)}`
    const stream = await visitor.inspect('?view=events')
    const texts = [
      await (await visitor.inspect(lookUp)).text(),
      await eventsUntil(stream, 'conflict'),
    ]
    for (const text of texts) {
      expect(text).not.toContain('<script>alert')
      expect(text).toContain('&lt;script&gt;alert')
      expect(text).not.toContain('\u0000')
    }
    // One field of data to an event, or a line of it could pass for another event.
    expect(texts[1]).toMatch(/^retry: 2000\n: open\n\n(id: \d+\nevent: session\ndata: [^\n]*\n\n)+/)
  })
})

function countOf(page: string): number {
  return page.match(/data-number=/g)?.length ?? 0
}
