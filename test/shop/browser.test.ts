import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryStore } from 'coatcheck/stores/memory'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { selfSigned } from '../adapters/servers.ts'
import { launchChromium } from '../clients/chromium.ts'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { chromium, describeWith, openssl } from '../requirements.ts'
import * as forms from './forms.ts'
import { type OpenedShop, openShop } from './opened-shop.ts'
import { faultsOf, focusedIn, outlineIn, overflowOf, tabStopsOf } from './page-facts.ts'

// A browser beside other suites on a small machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

const paths = ['/', '/visits', '/profile', '/dashboard', '/cart', '/session', '/nowhere']

const looks = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 360 },
] as const

describeWith(chromium, 'the shop in Chromium', (path) => {
  let browser: Browser
  let shop: OpenedShop
  beforeAll(async () => {
    browser = await launchChromium(path)
    shop = await openShop()
  })
  afterAll(async () => {
    await browser?.close()
    await shop?.close()
  })

  async function visit(
    options: BrowserContextOptions,
    story: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options })
    try {
      await story(await context.newPage())
    } finally {
      await context.close()
    }
  }

  async function spendEvening(baseURL: string, javaScriptEnabled: boolean): Promise<void> {
    const isSecure = baseURL.startsWith('https:')
    await visit({ baseURL, javaScriptEnabled }, async (page) => {
      await page.goto('/dashboard')
      expect(new URL(page.url()).pathname).toBe('/login')
      await logIn(page)
      expect(new URL(page.url()).pathname).toBe('/dashboard')
      expect(await mainText(page)).toContain('Welcome john_doe')
      expect(await page.context().cookies()).toEqual([
        expect.objectContaining({
          name: isSecure ? '__Host-Http-session' : 'session',
          secure: isSecure,
          httpOnly: true,
          sameSite: 'Lax',
          path: '/',
          // A leading dot would mean that a Domain was set.
          domain: '127.0.0.1',
          expires: -1,
        }),
      ])

      await follow(page, 'Profile')
      expect(await mainText(page)).toContain('Hello, john_doe!')
      await follow(page, 'Visits')
      for (const _ of [2, 3]) await follow(page, 'Come again')
      expect(await mainText(page)).toContain('You have visited 3 times')

      for (const name of ['Top hat', 'Folding fan', 'Top hat']) {
        await follow(page, 'Counter')
        await press(page, `Add ${name} to cart`)
        expect(await mainText(page)).toContain('Added to cart')
      }
      expect(new URL(page.url()).pathname).toBe('/cart')
      expect(await mainText(page)).toContain('product 7 × 2')
      expect(await mainText(page)).toContain('product 3 × 1')
      await page.reload()
      expect(await mainText(page)).not.toContain('Added to cart')

      await press(page, 'Log out')
      expect(new URL(page.url()).pathname).toBe('/login')
      expect(await mainText(page)).toContain('Bye')
      expect(await page.context().cookies()).toEqual([])
      await page.goto('/dashboard')
      expect(new URL(page.url()).pathname).toBe('/login')
    })
  }

  for (const javaScriptEnabled of [false, true]) {
    it(`serves a whole evening with scripts ${javaScriptEnabled ? 'on' : 'off'}`, () =>
      spendEvening(shop.origin, javaScriptEnabled))
  }

  describeWith(openssl, 'over https', () => {
    let secureShop: OpenedShop
    beforeAll(async () => {
      secureShop = await openShop({ certificate: selfSigned() })
    })
    afterAll(() => secureShop?.close())

    for (const javaScriptEnabled of [false, true]) {
      it(`serves a whole evening with scripts ${javaScriptEnabled ? 'on' : 'off'}`, () =>
        spendEvening(secureShop.origin, javaScriptEnabled))
    }
  })

  it('keeps its cookie from scripts and runs none that is injected', async () => {
    await visit({ baseURL: shop.origin }, async (page) => {
      await page.goto('/visits')
      expect(await page.evaluate('document.cookie')).toBe('')
      await page.goto('/login')
      await logIn(page, '<img src=x onerror="document.title=1">')
      await follow(page, 'Profile')
      expect(await mainText(page)).toContain('Hello, <img src=x onerror="document.title=1">!')
      expect(await page.title()).toBe('Profile – The Cloakroom Shop')
    })
  })

  it('logs nobody out from a link or a form on another site', async () => {
    const other = createServer((_req, res) => {
      res.setHeader('content-type', 'text/html')
      res.end(`<a href="${shop.origin}/logout">link</a>
        <form method="post" action="${shop.origin}/logout"><button>form</button></form>`)
    }).listen(0, 'localhost')
    await once(other, 'listening')
    try {
      // A server that listens on a port has an address with a port.
      const { port } = other.address() as AddressInfo
      await visit({ baseURL: shop.origin }, async (page) => {
        await page.goto('/login')
        await logIn(page)
        for (const name of ['link', 'form']) {
          await page.goto(`http://localhost:${port}/`)
          await page.getByText(name, { exact: true }).click()
          await page.waitForURL(`${shop.origin}/logout`)
          expect(await mainText(page)).toContain('Not from another site')
        }
        await page.goto('/profile')
        expect(await mainText(page)).toContain('Hello, john_doe!')
      })
    } finally {
      other.close()
      other.closeAllConnections()
    }
  })

  describe('the dashboard of a visitor with several sessions', () => {
    let storedShop: OpenedShop
    beforeAll(async () => {
      storedShop = await openShop({ store: memoryStore() })
    })
    afterAll(() => storedShop?.close())

    /** Logs a visitor in at three other places, and shows the dashboard of a browser. */
    async function meet(
      username: string,
      options: BrowserContextOptions,
      story: (dashboard: Page, others: readonly Visitor[]) => Promise<void>,
    ): Promise<void> {
      const others = Array.from({ length: 3 }, () => visitorOf(storedShop.origin))
      for (const other of others) await forms.logIn(other, username)
      await visit({ baseURL: storedShop.origin, ...options }, async (page) => {
        await page.goto('/login')
        await logIn(page, username)
        await story(page, others)
      })
    }

    it('ends one of them and then all others, with scripts off', async () => {
      const options = { javaScriptEnabled: false }
      await meet('john_doe', options, async (dashboard, others) => {
        const stubs = dashboard.getByRole('listitem').filter({ hasText: 'Ticket' })
        expect(await stubs.count()).toBe(4)
        expect(await stubs.first().textContent()).toContain('this browser')
        await stubs.last().getByRole('button', { name: 'Log out this one' }).click()
        expect(await mainText(dashboard)).toContain('That session is logged out.')
        expect(await stubs.count()).toBe(3)
        await press(dashboard, 'Log out all others')
        expect(await mainText(dashboard)).toContain('2 other sessions are logged out.')
        expect(await mainText(dashboard)).toContain('You are logged in nowhere else.')
        for (const other of others) {
          expect(await forms.textAt(other, '/profile')).toContain('Please log in')
        }
      })
    })

    for (const { colorScheme, width } of looks) {
      it(`has no fault axe-core can find, ${colorScheme}, ${width} pixels wide`, async () => {
        const viewport = { width, height: 800 }
        await meet(`ada in the ${colorScheme}`, { colorScheme, viewport }, async (dashboard) => {
          expect(await faultsOf(dashboard)).toEqual([])
        })
      })
    }

    it('fits its window, and is reached by Tab in the order it is read', async () => {
      await meet('x'.repeat(64), {}, async (dashboard) => {
        for (const width of [360, 480, 640, 768, 1024, 1440]) {
          await dashboard.setViewportSize({ width, height: 800 })
          expect(await overflowOf(dashboard)).toBe(0)
        }
        const stops = await tabStopsOf(dashboard)
        const thisOne = expect.stringMatching(/^Log out this one, ticket [\w-]{8}$/)
        expect(stops.slice(-7)).toEqual([
          'To the counter',
          ...[thisOne, thisOne, thisOne, thisOne],
          'Log out all others',
          'What this shop remembers of you',
        ])
      })
    })
  })

  describe('every page', () => {
    for (const { colorScheme, width } of looks) {
      it(`has no fault axe-core can find, ${colorScheme}, ${width} pixels wide`, async () => {
        const viewport = { width, height: 800 }
        await visit({ baseURL: shop.origin, colorScheme, viewport }, async (page) => {
          const faults: string[] = []
          await eachPage(page, async () => {
            faults.push(...(await faultsOf(page)).map((fault) => `${page.url()}: ${fault}`))
          })
          expect(faults).toEqual([])
        })
      })
    }

    it('fits its window, from 360 to 1440 pixels', async () => {
      await visit({ baseURL: shop.origin }, async (page) => {
        await eachPage(page, async () => {
          for (const width of [360, 480, 640, 768, 1024, 1440]) {
            await page.setViewportSize({ width, height: 800 })
            expect(await overflowOf(page)).toBe(0)
          }
        })
      })
    })

    it('is reached by Tab in the order it is read', async () => {
      await visit({ baseURL: shop.origin }, async (page) => {
        await page.goto('/login')
        expect(await tabStopsOf(page)).toEqual([
          'Skip to the page',
          'The Cloakroom Shop',
          'Counter',
          'Cart (0)',
          'Visits',
          'Profile',
          'Dashboard',
          'Log in',
          'username',
          'password',
          'Log in',
          'What this shop remembers of you',
        ])
        await logIn(page)
        await page.goto('/cart')
        await page.goto('/add-to-cart/7')
        await page.goto('/cart')
        const stops = await tabStopsOf(page)
        expect(stops.slice(-5)).toEqual([
          'Dashboard',
          'Log out',
          'Add another Top hat',
          'Back to the counter',
          'What this shop remembers of you',
        ])
      })
    })

    it('is skipped to with one key', async () => {
      await visit({ baseURL: shop.origin }, async (page) => {
        await page.goto('/')
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        await page.keyboard.press('Tab')
        expect(await focusedIn(page)).toBe('Add Opera glasses to cart')
      })
    })

    it('shows where the focus is', async () => {
      await visit({ baseURL: shop.origin }, async (page) => {
        await page.goto('/login')
        const stops = await tabStopsOf(page)
        for (const _ of stops) {
          await page.keyboard.press('Tab')
          expect(await outlineIn(page)).toBe('solid 3px')
        }
      })
    })
  })
})

/** Shows a visitor every page of the shop, as a stranger and as somebody known. */
async function eachPage(page: Page, look: () => Promise<void>): Promise<void> {
  for (const path of [...paths, '/login']) {
    await page.goto(path)
    await look()
  }
  await logIn(page, 'john_doe', 'wrong')
  await look()
  await logIn(page)
  for (const path of ['/add-to-cart/7', '/add-to-cart/7', '/add-to-cart/412', ...paths]) {
    await page.goto(path)
    await look()
  }
}

async function logIn(page: Page, username = 'john_doe', password = 'open-sesame'): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click()
}

function follow(page: Page, name: string): Promise<void> {
  return page.getByRole('link', { name, exact: true }).click()
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click()
}

function mainText(page: Page): Promise<string | null> {
  return page.getByRole('main').textContent()
}
