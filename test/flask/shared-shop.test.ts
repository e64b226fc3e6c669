import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSessions } from 'coatcheck'
import { flaskCodec } from 'coatcheck/codecs/flask'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { describeWith, flask } from '../requirements.ts'
import { form, logIn } from '../shop/forms.ts'
import { openShop } from '../shop/opened-shop.ts'
import { runShop, type ShopProcess, startShop } from '../shop/shop-process.ts'
import { type FlaskApp, startFlaskApp } from './flask-app.ts'

const secrets = [
  'shared-0c7d92e5b14f6a83-shared-0c7d92e5b14f6a83',
  'before-5e81b0f3c96d27a4-before-5e81b0f3c96d27a4',
] as const
const [secret] = secrets
const json = { headers: { accept: 'application/json' } }

// Cookies know hosts and no ports, so one jar goes to both.
interface Both {
  readonly shop: string
  readonly flask: string
}

function jarOf(origins: Both): {
  readonly visitor: Visitor
  at(side: keyof Both, path: string, init?: RequestInit): Promise<string>
} {
  const visitor = visitorOf(origins.shop)
  return {
    visitor,
    at: async (side, path, init) =>
      (await visitor.fetch(new URL(path, origins[side]).href, init)).text(),
  }
}

describeWith(
  flask,
  'a shop with SESSION_FORMAT=flask and a Flask app behind one host',
  (python) => {
    let folder: string
    let flaskApp: FlaskApp
    let shop: ShopProcess
    let both: Both
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'coatcheck-flask-'))
      flaskApp = await startFlaskApp(python, [secret])
      shop = await startShop(folder, { SECRET_KEY: secret, SESSION_FORMAT: 'flask' })
      both = { shop: shop.origin, flask: flaskApp.origin }
    })
    afterAll(async () => {
      await shop?.end()
      await flaskApp?.close()
      await rm(folder, { recursive: true, force: true })
    })

    it('are both logged in to when either was, and out of when either was', async () => {
      for (const [one, other] of [
        ['shop', 'flask'],
        ['flask', 'shop'],
      ] as const) {
        const { visitor, at } = jarOf(both)
        if (one === 'shop') await logIn(visitor)
        else await at('flask', '/login', form({ username: 'john_doe' }))
        for (const side of [one, other, one]) {
          expect(await at(side, '/profile')).toContain('Hello, john_doe!')
        }
        const dashboard = await visitor.fetch('/dashboard')
        expect(await dashboard.text()).toContain('Welcome john_doe')
        await at(other, '/logout', form())
        for (const side of [one, other]) {
          expect(await at(side, '/profile')).toContain('Please log in')
        }
        expect((await visitor.fetch('/dashboard')).status).toBe(302)
      }
    })

    it('count visits by turns, and fill one cart', async () => {
      const { at } = jarOf(both)
      for (let visit = 1; visit <= 6; visit += 1) {
        const side = visit % 2 === 0 ? 'flask' : 'shop'
        expect(await at(side, '/visits')).toContain(`You have visited ${visit} times`)
        await at(side, '/add-to-cart/7', form())
      }
      expect(JSON.parse(await at('shop', '/cart', json))).toEqual({ 7: 6 })
      expect(JSON.parse(await at('flask', '/session'))).toMatchObject({ cart: { 7: 6 }, visits: 6 })
    })

    it('see the keys of a Flask app, with one of ours beside', async () => {
      const { visitor, at } = jarOf(both)
      await logIn(visitor, 'zoë')
      await at('shop', '/visits')
      await at('shop', '/add-to-cart/7', form())
      const seen = JSON.parse(await at('flask', '/session'))
      const own = { username: 'zoë', logged_in: true, visits: 1, cart: { 7: 1 } }
      expect(seen).toMatchObject({ ...own, user_id: expect.any(Number), permanent: false })
      expect(Object.keys(seen).filter((key) => key.startsWith('_'))).toEqual([
        '_coatcheck',
        '_flashes',
      ])
    })

    it('share messages', async () => {
      const { at } = jarOf(both)
      await at('flask', '/flash', form({ text: 'Sold out' }))
      expect(await at('shop', '/')).toContain('Sold out')
      expect(JSON.parse(await at('flask', '/messages'))).toEqual([])
      await at('shop', '/add-to-cart/7', form())
      expect(JSON.parse(await at('flask', '/messages'))).toEqual([['message', 'Added to cart']])
    })

    it('share what is permanent', async () => {
      const { visitor, at } = jarOf(both)
      await at('flask', '/permanent', form({ on: '1' }))
      await at('shop', '/visits')
      const cookie = visitor.cookies.get('session')
      expect(Number(cookie?.attributes['max-age'])).toBeGreaterThan(86_400)
      expect(JSON.parse(await at('flask', '/session'))).toMatchObject({
        permanent: true,
        visits: 1,
      })
    })

    it('keep every kind of value that only Flask knows, while the shop writes others', async () => {
      const { at } = jarOf(both)
      await at('flask', '/kinds', form())
      await at('shop', '/visits')
      await at('shop', '/add-to-cart/7', form())
      expect(await at('flask', '/visits')).toBe('You have visited 2 times')
      expect(JSON.parse(await at('flask', '/kinds'))).toBe(true)
    })

    it('are not to be had where the data would be in a store', async () => {
      const settings = { SECRET_KEY: secret, SESSION_FORMAT: 'flask', SESSION_STORE: 'memory:' }
      const { code, stderr } = await runShop(folder, settings)
      expect(code).toBe(2)
      expect(stderr).toMatch(/^SESSION_FORMAT: .*leave SESSION_STORE unset\n$/)
    })

    it('take a user whom Flask alone forgot for logged out', async () => {
      const { visitor, at } = jarOf(both)
      await logIn(visitor)
      await at('flask', '/forget-user', form())
      expect((await visitor.fetch('/dashboard')).status).toBe(302)
    })
  },
)

describeWith(flask, 'rotating the key of a shop and a Flask app', (python) => {
  for (const first of ['shop', 'flask'] as const) {
    it(`logs nobody out when the ${first} goes first`, async () => {
      const [after, before] = secrets
      const rotated = { shop: first === 'shop', flask: first === 'flask' }
      // Told of the new key before it signs with it, each side reads what the other one writes.
      const ringOf = (isRotated: boolean): readonly string[] =>
        isRotated ? [after, before] : [before, after]
      const sessions = createSessions({
        codec: flaskCodec({ secrets: ringOf(rotated.shop), subjectKey: 'username' }),
      })
      const shop = await openShop({ around: () => sessions })
      const flaskApp = await startFlaskApp(python, ringOf(rotated.flask))
      const { visitor, at } = jarOf({ shop: shop.origin, flask: flaskApp.origin })
      try {
        await logIn(visitor)
        for (let visit = 1; visit <= 4; visit += 1) {
          const side = visit % 2 === 0 ? 'shop' : 'flask'
          expect(await at(side, '/visits')).toContain(`You have visited ${visit} times`)
          expect(await at(side, '/profile')).toContain('Hello, john_doe!')
        }
      } finally {
        await shop.close()
        await flaskApp.close()
      }
    })
  }
})
