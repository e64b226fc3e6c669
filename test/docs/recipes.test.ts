import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { startRedisCluster } from '../servers/redis-cluster.ts'
import { secret, servedRecipes } from './served-recipe.ts'

const newSecret = 'Zq8Lk3pVw6Yt1RsDh5NfBx2McJg9UeAoKiWvTz4QyXE'

const { serve: served, close } = servedRecipes()
afterEach(close)

describe('the recipe for logging in', () => {
  it('lets the right password in, back to the page that was asked for, and out again', async () => {
    const visitor = visitorOf(await served(() => import('../../examples/recipes/login.ts')))
    const asked = await visitor.fetch('/me')
    expect([asked.status, asked.headers.get('location')]).toEqual([302, '/login?next=/me'])
    expect(await (await visitor.fetch('/login')).text()).toContain('type="password"')

    const wrong = await post(visitor, '/login', { username: 'ada', password: 'sesame' })
    expect([wrong.status, visitor.cookies.size]).toEqual([401, 0])
    const nothing = await visitor.fetch('/login', { method: 'POST' })
    expect([nothing.status, visitor.cookies.size]).toEqual([401, 0])
    const form = { username: 'ada', password: 'open-sesame' }
    const right = await post(visitor, '/login?next=%2Fme', form)
    expect([right.status, right.headers.get('location')]).toEqual([303, '/me'])
    expect(await textOf(visitor, '/me')).toBe('Hello, ada!')

    await post(visitor, '/logout', {})
    expect([visitor.cookies.size, (await visitor.fetch('/me')).status]).toEqual([0, 302])
  })

  it('leads to no other site, and refuses what one sends', async () => {
    const visitor = visitorOf(await served(() => import('../../examples/recipes/login.ts')))
    const form = { username: 'ada', password: 'open-sesame' }
    const { headers } = await post(visitor, '/login?next=https://evil.example', form)
    expect(headers.get('location')).toBe('/me')
    const body = new URLSearchParams(form)
    const foreign = { method: 'POST', body, headers: { 'sec-fetch-site': 'cross-site' } }
    expect((await visitor.fetch('/login', foreign)).status).toBe(403)
  })
})

describe('the recipe for being remembered', () => {
  it('keeps the cookie beyond the browser only where the box is ticked', async () => {
    // A second that ends within the request would be missing from the cookie's age.
    vi.useFakeTimers({ toFake: ['Date'] })
    const origin = await served(() => import('../../examples/recipes/remember-me.ts'))
    const [remembered, other] = [visitorOf(origin), visitorOf(origin)]
    await post(remembered, '/login', { username: 'ada', remember: 'on' })
    await post(other, '/login', { username: 'bob' })
    expect(cookieOf(remembered).attributes['max-age']).toBe(String(30 * 86_400))
    expect(cookieOf(other).attributes).not.toHaveProperty('max-age')
    expect(await textOf(remembered, '/')).toBe('Hello, ada!')
    expect(await textOf(other, '/')).toBe('Hello, bob!')
  })
})

describe('the recipe for a cart', () => {
  it('counts each product, also what is added at the same time', async () => {
    const visitor = visitorOf(await served(() => import('../../examples/recipes/cart.ts')))
    await visitor.fetch('/cart/7', { method: 'POST' })
    const more = Array.from({ length: 20 }, (_, i) =>
      visitor.fetch(`/cart/${i % 2 === 0 ? 7 : 8}`, { method: 'POST' }),
    )
    await Promise.all(more)
    expect(await jsonOf(visitor, '/cart')).toEqual({ 7: 11, 8: 10 })
    await visitor.fetch('/cart/7', { method: 'DELETE' })
    expect(await jsonOf(visitor, '/cart')).toEqual({ 8: 10 })
  })
})

describe('the recipe for messages', () => {
  it('shows each message once', async () => {
    const visitor = visitorOf(await served(() => import('../../examples/recipes/flash.ts')))
    await post(visitor, '/settings', {})
    expect(await jsonOf(visitor, '/settings')).toEqual([
      'message: Saved',
      'warning: Your mail address is not confirmed',
    ])
    expect(await jsonOf(visitor, '/settings')).toEqual([])
  })
})

describe('the recipe for logging out everywhere', () => {
  it('lists devices and ends one, or all but this one', async () => {
    const origin = await served(() => import('../../examples/recipes/log-out-everywhere.ts'))
    const [laptop, phone, tablet] = [visitorOf(origin), visitorOf(origin), visitorOf(origin)]
    for (const device of [laptop, phone, tablet]) await post(device, '/login', { username: 'ada' })
    const stranger = visitorOf(origin)
    await post(stranger, '/login', { username: 'eve' })

    const phoneHandle = await ownHandle(phone)
    expect((await post(stranger, `/devices/${phoneHandle}/revoke`, {})).status).toBe(404)
    expect((await post(laptop, `/devices/${phoneHandle}/revoke`, {})).status).toBe(204)
    expect(await textOf(phone, '/')).toBe('Hello, stranger!')

    expect(await (await post(laptop, '/devices/revoke-others', {})).json()).toEqual({ ended: 1 })
    expect(await textOf(tablet, '/')).toBe('Hello, stranger!')
    expect(await textOf(laptop, '/')).toBe('Hello, ada!')
    expect(await textOf(stranger, '/')).toBe('Hello, eve!')
  })
})

describe('the recipe for a fresh login', () => {
  it('asks for the password again after ten minutes', async () => {
    let time = 1_800_000_000
    const origin = await served(async () => {
      const { appWith } = await import('../../examples/recipes/fresh-login.ts')
      return { app: appWith(() => time) }
    })
    const visitor = visitorOf(origin)
    await post(visitor, '/login', {})
    expect((await visitor.fetch('/close-account')).status).toBe(200)
    time += 600
    const late = await visitor.fetch('/close-account')
    expect([late.status, late.headers.get('location')]).toEqual([302, '/login?next=/close-account'])
    const again = await post(visitor, '/login?next=%2Fclose-account', {})
    expect(again.headers.get('location')).toBe('/close-account')
    expect(await (await post(visitor, '/close-account', {})).text()).toBe('Closed')
  })
})

describe('the recipe for a new secret', () => {
  it('logs nobody out while the old one stays, and seals with the new one', async () => {
    const recipe = () => import('../../examples/recipes/key-rotation.ts')
    const before = await served(recipe)
    const [regular, absent] = [visitorOf(before), visitorOf(before)]
    for (const visitor of [regular, absent]) await post(visitor, '/', {})

    vi.stubEnv('SECRET_KEY_FALLBACKS', secret)
    const between = await served(recipe, newSecret)
    expect(await textOf(regular, between)).toBe('You have visited 1 times')
    await post(regular, between, {})

    vi.stubEnv('SECRET_KEY_FALLBACKS', '')
    const after = await served(recipe, newSecret)
    expect(await textOf(regular, after)).toBe('You have visited 2 times')
    expect(await textOf(absent, after)).toBe('You have visited 0 times')
    expect((await recipe()).refused).toEqual({ 'unknown-key': 1 })
  })
})

describe('the recipe for a proxy', () => {
  const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }

  it('sends the Secure cookie whatever the last hop is, and the plain one on this machine', async () => {
    const origin = await served(() => import('../../examples/recipes/behind-a-proxy.ts'))
    const [near, far] = [visitorOf(origin), visitorOf(origin)]
    await near.fetch('/theme', { method: 'POST' })
    await far.fetch('/theme', { method: 'POST', headers: proxied })
    expect([...near.cookies.keys()]).toEqual(['session'])
    expect([...far.cookies.keys()]).toEqual(['__Host-Http-session'])
    expect(cookieOf(far).attributes).toHaveProperty('secure')
  })

  it('takes forms of the public origin, and of no other', async () => {
    const visitor = visitorOf(
      await served(() => import('../../examples/recipes/behind-a-proxy.ts')),
    )
    const from = async (origin: string): Promise<number> => {
      const headers = { ...proxied, origin }
      return (await visitor.fetch('/theme', { method: 'POST', headers })).status
    }
    expect(await from('https://shop.example')).toBe(200)
    expect(await from('https://evil.example')).toBe(403)
  })
})

describeWith(redisServer, 'the recipe for a Redis Cluster', () => {
  it('counts exactly, whoever asks which process', async () => {
    await using cluster = await startRedisCluster()
    vi.stubEnv('REDIS_NODES', cluster.urls.slice(0, 2).join(','))
    const recipe = () => import('../../examples/recipes/redis-cluster.ts')
    const one = await served(recipe)
    const { client } = await recipe()
    const another = await served(recipe)
    const { client: anotherClient } = await recipe()
    try {
      const visitor = visitorOf(one)
      expect(await textOf(visitor, '/')).toBe('You have visited 1 times')
      await Promise.all(
        Array.from({ length: 10 }, (_, i) => textOf(visitor, i % 2 === 0 ? one : another)),
      )
      expect(await textOf(visitor, another)).toBe('You have visited 12 times')
    } finally {
      for (const each of [client, anotherClient]) each.destroy()
    }
  })
})

function post(
  visitor: Visitor,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<Response> {
  return visitor.fetch(path, { method: 'POST', body: new URLSearchParams(form) })
}

async function textOf(visitor: Visitor, path: string): Promise<string> {
  return (await visitor.fetch(path)).text()
}

async function jsonOf(visitor: Visitor, path: string): Promise<unknown> {
  return (await visitor.fetch(path)).json()
}

async function ownHandle(visitor: Visitor): Promise<string> {
  const devices: unknown = await jsonOf(visitor, '/devices')
  const own = Array.isArray(devices) ? devices.find(({ isThisOne }) => isThisOne) : undefined
  return String(own?.handle)
}

function cookieOf({ cookies }: Visitor): { readonly attributes: Readonly<Record<string, string>> } {
  const [cookie = { attributes: {} }] = cookies.values()
  return cookie
}
