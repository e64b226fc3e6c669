import { afterAll, beforeAll, expect, it } from 'vitest'
import { visitorOf } from '../clients/cookie-jar.ts'
import { describeWith, flask } from '../requirements.ts'
import { form } from '../shop/forms.ts'
import { type OpenedShop, openShop } from '../shop/opened-shop.ts'
import { type FlaskShop, startFlaskShop } from './flask-shop.ts'

/** A request, and the sentence both answers hold. */
interface Step {
  readonly path: string
  readonly request?: RequestInit
  readonly says?: string
}

const json = { headers: { accept: 'application/json' } }
const crossSite = { headers: { 'sec-fetch-site': 'cross-site' } }
const password = 'open-sesame'

// One visitor's way through the shop: every route, known and unknown, in an order that matters.
const story: readonly Step[] = [
  { path: '/', says: 'You are not logged in.' },
  { path: '/visits', says: 'You have visited 1 times' },
  { path: '/visits', says: 'You have visited 2 times' },
  { path: '/profile', says: 'Please log in' },
  { path: '/dashboard' },
  { path: '/login', says: 'Login page' },
  { path: '/login', request: form({ username: 'john_doe', password: 'x' }), says: 'Login failed' },
  { path: '/login', request: form({ username: '', password }), says: 'Login failed' },
  { path: '/profile', says: 'Please log in' },
  { path: '/login', request: form({ username: 'john_doe', password }) },
  { path: '/dashboard', says: 'Welcome john_doe' },
  { path: '/profile', says: 'Hello, john_doe!' },
  { path: '/', says: 'You are john_doe.' },
  { path: '/visits', says: 'You have visited 3 times' },
  { path: '/cart', request: json, says: '{}' },
  { path: '/add-to-cart/7', says: 'Added to cart' },
  { path: '/add-to-cart/7', request: { method: 'POST' }, says: 'Added to cart' },
  { path: '/add-to-cart/3', request: form() },
  { path: '/cart', says: 'product 7 × 2' },
  { path: '/cart', says: 'product 3 × 1' },
  { path: '/add-to-cart/0' },
  { path: '/add-to-cart/-1' },
  { path: '/add-to-cart/07' },
  { path: '/add-to-cart/seven' },
  { path: '/nowhere' },
  { path: '/logout', request: crossSite },
  { path: '/logout', request: { ...crossSite, method: 'POST' } },
  { path: '/profile', says: 'Hello, john_doe!' },
  { path: '/logout' },
  { path: '/profile', says: 'Please log in' },
  { path: '/dashboard' },
  { path: '/visits', says: 'You have visited 1 times' },
  { path: '/login', request: form({ username: 'ada', password, next: '/cart' }) },
  { path: '/login', request: form({ username: 'ada', password, next: '//evil.example' }) },
  { path: '/profile', says: 'Hello, ada!' },
  { path: '/logout', request: form() },
  { path: '/cart', request: json, says: '{}' },
]

describeWith(flask, 'the shop beside the same shop in Flask', (python) => {
  let shop: OpenedShop
  let flaskShop: FlaskShop
  beforeAll(async () => {
    flaskShop = await startFlaskShop(python)
    shop = await openShop()
  })
  afterAll(async () => {
    await shop?.close()
    await flaskShop?.close()
  })

  it('answers a whole story with the same statuses, redirects and sentences', async () => {
    const [ours, theirs] = [visitorOf(shop.origin), visitorOf(flaskShop.origin)]
    for (const { path, request, says = '' } of story) {
      const told = []
      for (const visitor of [ours, theirs]) {
        const response = await visitor.fetch(path, request)
        const location = response.headers.get('location')
        const holds = (await response.text()).replaceAll('\n', '').includes(says)
        told.push({ path, status: response.status, location, says, holds })
      }
      expect(told[0]).toEqual(told[1])
      expect(told[0]).toMatchObject({ holds: true })
    }
  })

  it('holds the same data under the same keys', async () => {
    const held = []
    for (const { origin } of [shop, flaskShop]) {
      const visitor = visitorOf(origin)
      await visitor.fetch('/login', form({ username: 'zoë', password }))
      await visitor.fetch('/visits')
      for (const id of [7, 3, 7]) await visitor.fetch(`/add-to-cart/${id}`)
      held.push(await (await visitor.fetch('/session', json)).json())
    }
    expect(held[0]).toEqual(held[1])
    expect(held[0]).toMatchObject({ username: 'zoë', logged_in: true, cart: { '3': 1, '7': 2 } })
  })
})
