import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { type WebApp, type WebVisitor, webApp } from './web-app.ts'

async function loggedIn(app: WebApp, subject: string, origin?: string): Promise<WebVisitor> {
  const visitor = app.visitor(origin)
  await visitor.act((session) => session.login(subject))
  return visitor
}

async function handleOf(visitor: WebVisitor): Promise<string> {
  let handle = ''
  await visitor.act((session) => {
    handle = session.handle
  })
  return handle
}

async function isLoggedIn(visitor: WebVisitor): Promise<boolean> {
  let subject: string | null = null
  await visitor.act((session) => {
    subject = session.subject
  })
  return subject !== null
}

async function tokenOf(visitor: WebVisitor): Promise<string> {
  const page = await (await visitor.inspect()).text()
  return /name="token" value="([\w-]+)"/.exec(page)?.[1] ?? ''
}

function submit(
  visitor: WebVisitor,
  fields: Record<string, string>,
  headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
): Promise<Response> {
  const body = new URLSearchParams(fields)
  return visitor.inspect('?view=revoke', { method: 'POST', headers, body })
}

describe('the sessions of a subject', () => {
  it('are listed, the visitor’s own marked', async () => {
    const app = webApp({ store: memoryStore() })
    const visitor = await loggedIn(app, 'ada')
    await loggedIn(app, 'ada')
    const page = await (await visitor.inspect()).text()
    expect(page).toContain('<strong>2</strong>')
    expect(page.match(/this browser<\/em>/g)).toHaveLength(1)
    expect(page.match(/form="revoke"/g)).toHaveLength(3)
  })

  it('are revoked one by one', async () => {
    const app = webApp({ store: memoryStore() })
    const [visitor, other] = [await loggedIn(app, 'ada'), await loggedIn(app, 'ada')]
    const [token, handle] = [await tokenOf(visitor), await handleOf(other)]
    const answer = await submit(visitor, { token, handle })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('?done=revoked')
    expect(await isLoggedIn(other)).toBe(false)
    expect(await isLoggedIn(visitor)).toBe(true)
    expect(await (await visitor.inspect('?done=revoked')).text()).toContain(
      'That session is revoked.',
    )
    expect((await submit(visitor, { token, handle })).headers.get('location')).toBe('?done=over')
  })

  it('are revoked all but the visitor’s', async () => {
    const app = webApp({ store: memoryStore() })
    const [visitor, other] = [await loggedIn(app, 'ada'), await loggedIn(app, 'ada')]
    const fields = { token: await tokenOf(visitor), handle: 'others' }
    expect((await submit(visitor, fields)).headers.get('location')).toBe('?done=others')
    expect([await isLoggedIn(visitor), await isLoggedIn(other)]).toEqual([true, false])
  })

  it('are revoked by no form of another site, and by none without the token', async () => {
    const app = webApp({ store: memoryStore() })
    const [visitor, other] = [await loggedIn(app, 'ada'), await loggedIn(app, 'ada')]
    const [token, handle] = [await tokenOf(visitor), await handleOf(other)]
    const stranger = await tokenOf(await loggedIn(app, 'bob'))
    const foreign = { 'sec-fetch-site': 'cross-site' }
    const answers = [
      await submit(visitor, { token, handle }, foreign),
      await submit(visitor, { token, handle }, { origin: 'https://evil.example' }),
      await submit(visitor, { handle }),
      await submit(visitor, { token: 'x', handle }),
      await submit(visitor, { token: stranger, handle }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403])
    expect(await isLoggedIn(other)).toBe(true)
  })

  it('refuse a form that is too long', async () => {
    const visitor = await loggedIn(webApp({ store: memoryStore() }), 'ada')
    const token = await tokenOf(visitor)
    expect((await submit(visitor, { token, handle: 'x'.repeat(10_000) })).status).toBe(413)
  })

  it('of others are looked up and revoked by whoever sits at this machine', async () => {
    const app = webApp({ store: memoryStore() })
    const [visitor, bob] = [await loggedIn(app, 'ada'), await loggedIn(app, 'bob')]
    const handle = await handleOf(bob)
    expect(await (await visitor.inspect('?subject=bob')).text()).toContain(`value="${handle}"`)
    const answer = await submit(visitor, { token: await tokenOf(visitor), subject: 'bob', handle })
    expect(answer.headers.get('location')).toBe('?subject=bob&done=revoked')
    expect(await isLoggedIn(bob)).toBe(false)
  })

  it('of others are shown to nobody else, unless a guard lets them through', async () => {
    const origin = 'https://example.com'
    const app = webApp({ store: memoryStore() })
    const [visitor, bob] = [await loggedIn(app, 'ada', origin), await loggedIn(app, 'bob', origin)]
    const handle = await handleOf(bob)
    const page = await (await visitor.inspect('?subject=bob')).text()
    expect(page).not.toContain(handle)
    expect(page).not.toContain('Show sessions')
    const token = await tokenOf(visitor)
    expect((await submit(visitor, { token, subject: 'bob', handle })).status).toBe(403)
    expect((await submit(visitor, { token, handle })).headers.get('location')).toBe('?done=over')
    expect(await isLoggedIn(bob)).toBe(true)

    const guarded = webApp({ store: memoryStore(), guard: () => undefined })
    const operator = await loggedIn(guarded, 'ada', origin)
    await loggedIn(guarded, 'bob', origin)
    expect(await (await operator.inspect('?subject=bob')).text()).toContain('<strong>1</strong>')
  })

  it('are revoked by nobody who has no session', async () => {
    const app = webApp({ store: memoryStore() })
    const handle = await handleOf(await loggedIn(app, 'bob'))
    const stranger = app.visitor()
    const page = await (await stranger.inspect('?subject=bob')).text()
    expect(page).toContain('Only a visitor who has a session may revoke here.')
    expect(page).not.toContain('name="token"')
    expect((await submit(stranger, { subject: 'bob', handle, token: '' })).status).toBe(403)
  })

  it('that are many are shown page by page', async () => {
    const app = webApp({ store: memoryStore() })
    const visitor = await loggedIn(app, 'ada')
    for (let count = 0; count < 54; count += 1) await loggedIn(app, 'ada')
    const page = await (await visitor.inspect()).text()
    expect(page).toContain('<strong>50+</strong>')
    const [, next = ''] = /href="(\?[^"]+)">More sessions/.exec(page) ?? []
    const more = await (await visitor.inspect(next.replaceAll('&amp;', '&'))).text()
    expect(more).toContain('<strong>5</strong>')
  })

  it('ask a store that answers nothing for nothing, and say so', async () => {
    const store = memoryStore()
    const listBySubject = (): Promise<never> => Promise.reject(new Error('the store is down'))
    const visitor = await loggedIn(webApp({ store: { ...store, listBySubject } }), 'ada')
    expect(await (await visitor.inspect()).text()).toContain('The store could not list')
  })
})
