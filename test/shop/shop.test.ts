import { CoatcheckError } from 'coatcheck'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { browserAccept, form, logIn, textAt } from './forms.ts'
import { type OpenedShop, openShop } from './opened-shop.ts'

let shop: OpenedShop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const newVisitor = (): Visitor => visitorOf(shop.origin)
const asJson = { headers: { accept: 'application/json' } }

async function statusAndLocation(answer: Promise<Response>): Promise<[number, string | null]> {
  const response = await answer
  await response.text()
  return [response.status, response.headers.get('location')]
}

describe('GET /', () => {
  it('shows every product with a form that adds it', async () => {
    const page = await textAt(newVisitor(), '/')
    expect(page.match(/action="\/add-to-cart\/[1-8]"/g)).toHaveLength(8)
  })

  it('shows who you are and what your cart holds', async () => {
    const visitor = newVisitor()
    expect(await textAt(visitor, '/')).toContain('You are not logged in.')
    await logIn(visitor)
    await visitor.fetch('/add-to-cart/7')
    await visitor.fetch('/add-to-cart/7')
    const page = await textAt(visitor, '/')
    expect(page).toContain('You are john_doe.')
    expect(page).toContain('There are 2 things in your cart.')
  })

  it('gives a visitor who only looks no cookie', async () => {
    const response = await newVisitor().fetch('/')
    expect(response.headers.getSetCookie()).toEqual([])
    expect(response.headers.get('vary')).toContain('Cookie')
  })
})

describe('GET /visits', () => {
  it('counts', async () => {
    const visitor = newVisitor()
    for (const count of [1, 2, 3]) {
      expect(await textAt(visitor, '/visits')).toContain(`You have visited ${count} times`)
    }
  })

  it('counts each visitor apart', async () => {
    const visitor = newVisitor()
    await visitor.fetch('/visits')
    expect(await textAt(newVisitor(), '/visits')).toContain('You have visited 1 times')
  })
})

describe('GET /profile', () => {
  it('asks strangers to log in and greets the others', async () => {
    const visitor = newVisitor()
    expect(await textAt(visitor, '/profile')).toContain('Please log in')
    await logIn(visitor)
    expect(await textAt(visitor, '/profile')).toContain('Hello, john_doe!')
  })

  it('shows a name as text, whatever it holds', async () => {
    const visitor = newVisitor()
    await logIn(visitor, '<script>"&\'')
    expect(await textAt(visitor, '/profile')).toContain('Hello, &lt;script&gt;&quot;&amp;&#39;!')
  })
})

describe('/login', () => {
  it('is a form that says the password', async () => {
    const page = await textAt(newVisitor(), '/login')
    expect(page).toContain('Login page')
    expect(page).toContain('open-sesame')
  })

  it('sends those who know the password to the dashboard', async () => {
    expect(await statusAndLocation(logIn(newVisitor()))).toEqual([302, '/dashboard'])
  })

  it('gives a new ticket to somebody who had one', async () => {
    const visitor = newVisitor()
    await visitor.fetch('/visits')
    const before = visitor.cookies.get('session')?.value
    await logIn(visitor)
    expect(before).toBeDefined()
    expect(visitor.cookies.get('session')?.value).not.toBe(before)
  })

  it('keeps the cart of a visitor who logs in', async () => {
    const visitor = newVisitor()
    await visitor.fetch('/add-to-cart/7')
    await logIn(visitor)
    expect(await (await visitor.fetch('/cart', asJson)).json()).toEqual({ '7': 1 })
  })

  for (const next of ['/cart', '/profile?from=login']) {
    it(`leads on to ${next}`, async () => {
      const answer = logIn(newVisitor(), 'john_doe', next)
      expect(await statusAndLocation(answer)).toEqual([302, next])
    })
  }

  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil']) {
    it(`never leads off to ${JSON.stringify(next)}`, async () => {
      const answer = logIn(newVisitor(), 'john_doe', next)
      expect(await statusAndLocation(answer)).toEqual([302, '/dashboard'])
    })
  }

  const refused = {
    'a wrong password': { username: 'john_doe', password: 'open sesame' },
    'no password': { username: 'john_doe' },
    'no username': { username: '  ', password: 'open-sesame' },
    'an overlong username': { username: 'x'.repeat(65), password: 'open-sesame' },
    'nothing at all': {},
  }
  for (const [what, fields] of Object.entries(refused)) {
    it(`answers 401 to ${what}`, async () => {
      const visitor = newVisitor()
      const response = await visitor.fetch('/login', form(fields))
      expect(response.status).toBe(401)
      expect(await response.text()).toContain('Login failed')
      expect(visitor.cookies.size).toBe(0)
    })
  }

  it('refuses an overlong form without logging anything', async () => {
    const response = await newVisitor().fetch('/login', form({ username: 'x'.repeat(10_000) }))
    expect(response.status).toBe(413)
    expect(shop.logged).toEqual([])
  })

  it('refuses a form on another site', async () => {
    const { headers, ...rest } = form({ username: 'mallory', password: 'open-sesame' })
    const crossSite = { ...rest, headers: { ...headers, 'sec-fetch-site': 'cross-site' } }
    expect((await newVisitor().fetch('/login', crossSite)).status).toBe(403)
  })
})

describe('GET /dashboard', () => {
  it('sends strangers to log in and back', async () => {
    const visitor = newVisitor()
    const answer = visitor.fetch('/dashboard', { headers: { accept: browserAccept } })
    expect(await statusAndLocation(answer)).toEqual([302, '/login?next=/dashboard'])
    expect(await textAt(visitor, '/login?next=/dashboard')).toContain('value="/dashboard"')
  })

  it('sends a client that asks for nothing in particular there too', async () => {
    const answer = newVisitor().fetch('/dashboard')
    expect(await statusAndLocation(answer)).toEqual([302, '/login?next=/dashboard'])
  })

  it('welcomes those who are logged in', async () => {
    const visitor = newVisitor()
    await logIn(visitor)
    expect(await textAt(visitor, '/dashboard')).toContain('Welcome john_doe')
  })
})

describe('/add-to-cart/:productId', () => {
  it('adds by a link and by a client', async () => {
    const visitor = newVisitor()
    for (const method of ['GET', 'POST']) {
      const response = await visitor.fetch('/add-to-cart/7', { method })
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('Added to cart')
    }
    expect(await (await visitor.fetch('/cart', asJson)).json()).toEqual({ '7': 2 })
  })

  it('leads a form to the cart, which says it once', async () => {
    const visitor = newVisitor()
    const answer = visitor.fetch('/add-to-cart/7', form())
    expect(await statusAndLocation(answer)).toEqual([303, '/cart'])
    expect(await textAt(visitor, '/cart')).toContain('Added to cart')
    expect(await textAt(visitor, '/cart')).not.toContain('Added to cart')
  })

  for (const id of ['0', '-1', '1.5', 'seven', '07', '1e3', '%2B7', '9007199254740993', '7%20']) {
    it(`answers 404 to ${id}`, async () => {
      const visitor = newVisitor()
      expect((await visitor.fetch(`/add-to-cart/${id}`)).status).toBe(404)
      expect((await visitor.fetch(`/add-to-cart/${id}`, form())).status).toBe(404)
      expect(visitor.cookies.size).toBe(0)
    })
  }

  it('takes ids the counter does not know', async () => {
    const visitor = newVisitor()
    await visitor.fetch('/add-to-cart/412')
    expect(await textAt(visitor, '/cart')).toContain('product 412 × 1')
  })

  it('refuses a form on another site, which would replace the cookie', async () => {
    const request = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }
    const response = await newVisitor().fetch('/add-to-cart/7', request)
    expect(response.status).toBe(403)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('says when the cart is full, long before the cookie is', async () => {
    const visitor = newVisitor()
    await logIn(visitor, '\u{1F3A9}'.repeat(32))
    const last = Number.MAX_SAFE_INTEGER
    const statuses: number[] = []
    for (let id = last; id > last - 80; id -= 1) {
      statuses.push((await visitor.fetch(`/add-to-cart/${id}`, form())).status)
    }
    expect(statuses.slice(0, 60).every((status) => status === 303)).toBe(true)
    expect(statuses.slice(60).every((status) => status === 409)).toBe(true)
    expect((await visitor.fetch(`/add-to-cart/${last}`, form())).status).toBe(303)
  })
})

describe('GET /cart', () => {
  it('lists what was added, by product', async () => {
    const visitor = newVisitor()
    expect(await textAt(visitor, '/cart')).toContain('Your cart is empty.')
    for (const id of [7, 3, 7]) await visitor.fetch(`/add-to-cart/${id}`)
    const page = await textAt(visitor, '/cart')
    expect(page).toContain('product 7 × 2')
    expect(page).toContain('product 3 × 1')
  })

  it('is JSON for those who ask for it', async () => {
    const visitor = newVisitor()
    expect(await (await visitor.fetch('/cart', asJson)).text()).toBe('{}')
    for (const id of [7, 7]) await visitor.fetch(`/add-to-cart/${id}`)
    const response = await visitor.fetch('/cart', asJson)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.text()).toBe('{"7":2}')
  })
})

describe('/logout', () => {
  for (const request of [{}, form()]) {
    it(`ends the session by ${request.method ?? 'GET'} and says so once`, async () => {
      const visitor = newVisitor()
      await logIn(visitor)
      expect(await statusAndLocation(visitor.fetch('/logout', request))).toEqual([302, '/login'])
      const page = await textAt(visitor, '/login')
      expect(page).toContain('Bye')
      expect(visitor.cookies.size).toBe(0)
      expect(await textAt(visitor, '/profile')).toContain('Please log in')
    })
  }

  it('sets no cookie for somebody who was never there', async () => {
    const visitor = newVisitor()
    expect(await statusAndLocation(visitor.fetch('/logout'))).toEqual([302, '/login'])
    expect(visitor.cookies.size).toBe(0)
  })

  for (const site of ['cross-site', 'same-site']) {
    for (const method of ['GET', 'POST']) {
      it(`is refused when a ${site} page asks for it by ${method}`, async () => {
        const visitor = newVisitor()
        await logIn(visitor)
        const response = await visitor.fetch('/logout', {
          method,
          headers: { 'sec-fetch-site': site },
        })
        expect(response.status).toBe(403)
        expect(await textAt(visitor, '/profile')).toContain('Hello, john_doe!')
      })
    }
  }

  for (const site of ['same-origin', 'none']) {
    it(`is open to a visitor who comes by ${site}`, async () => {
      const answer = newVisitor().fetch('/logout', { headers: { 'sec-fetch-site': site } })
      expect(await statusAndLocation(answer)).toEqual([302, '/login'])
    })
  }
})

describe('GET /session', () => {
  it('is what the session holds, as JSON under the keys of a Flask app', async () => {
    const visitor = newVisitor()
    await logIn(visitor)
    await visitor.fetch('/visits')
    await visitor.fetch('/add-to-cart/7')
    expect(await (await visitor.fetch('/session', asJson)).json()).toEqual({
      user_id: expect.any(Number),
      username: 'john_doe',
      logged_in: true,
      visits: 1,
      cart: { '7': 1 },
    })
  })

  it('is a page for a browser', async () => {
    const visitor = newVisitor()
    expect(await textAt(visitor, '/session')).toContain('It is empty')
    await visitor.fetch('/visits')
    expect(await textAt(visitor, '/session')).toContain('<code>visits</code>')
  })
})

describe('a visitor who stays away', () => {
  it('has to log in again after the idle timeout', async () => {
    let now = 1_800_000_000
    const ownShop = await openShop({ now: () => now })
    try {
      const visitor = visitorOf(ownShop.origin)
      await logIn(visitor)
      now += 7 * 86_400 - 1
      expect(await textAt(visitor, '/profile')).toContain('Hello, john_doe!')
      now += 7 * 86_400
      expect(await textAt(visitor, '/profile')).toContain('Please log in')
    } finally {
      await ownShop.close()
    }
  })
})

describe('a session that cannot be committed', () => {
  it('becomes a page with the error’s status, and a line in the log that says why', async () => {
    const failure = new CoatcheckError('ERR_STORE_UNAVAILABLE', 'the store is away')
    const ownShop = await openShop({
      around: (sessions) => ({
        open: (exchange) => sessions.open(exchange),
        commit: () => Promise.reject(failure),
      }),
    })
    try {
      const visitor = visitorOf(ownShop.origin)
      const response = await visitor.fetch('/visits?token=hush')
      const page = await response.text()
      expect(response.status).toBe(503)
      expect(page).toContain('Something went wrong behind the counter.')
      expect(page).not.toContain('the store is away')
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none';/)
      expect(response.headers.getSetCookie()).toEqual([])
      expect(ownShop.logged[0]).toBe('GET /visits: the store is away')
      expect(ownShop.logged.join()).not.toContain('hush')
    } finally {
      await ownShop.close()
    }
  })
})

describe('every other page', () => {
  it('is 404, as a page', async () => {
    const response = await newVisitor().fetch('/nowhere')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('Nothing hangs on this hook.')
  })

  it('loads nothing from elsewhere and runs no script', async () => {
    const response = await newVisitor().fetch('/')
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none';/)
    expect(response.headers.get('x-powered-by')).toBeNull()
    expect(await response.text()).not.toContain('<script')
  })

  it('serves its style sheet and icon without asking the session', async () => {
    for (const path of ['/style.css', '/icon.svg']) {
      const response = await newVisitor().fetch(path)
      expect(response.status).toBe(200)
      expect(response.headers.get('vary')).toBeNull()
    }
  })
})
