import { memoryStore } from 'coatcheck/stores/memory'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { launchChromium } from '../clients/chromium.ts'
import { chromium, describeWith } from '../requirements.ts'
import { faultsOf, outlineIn, overflowOf, tabStopsOf } from '../shop/page-facts.ts'
import { type AppOptions, type OpenedApp, openApp } from './opened-app.ts'

// A browser beside other suites on a small machine takes its time.
vi.setConfig({ testTimeout: 120_000 })
const patience = { timeout: 60_000 }

const hostile = '</script><img src=x onerror="document.title=1"> \u202egnp'

describeWith(chromium, 'the inspector in Chromium', (path) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(path)
  })
  afterAll(() => browser?.close())

  async function visit(
    options: AppOptions & { readonly browser?: BrowserContextOptions },
    story: (app: OpenedApp, context: BrowserContext) => Promise<void>,
  ): Promise<void> {
    const app = await openApp(options)
    const context = await browser.newContext({ baseURL: app.origin, ...options.browser })
    try {
      await story(app, context)
    } finally {
      await context.close()
      await app.close()
    }
  }

  async function look(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    await page.goto('/inspector')
    return page
  }

  async function lookLive(context: BrowserContext): Promise<Page> {
    const page = await look(context)
    await page.getByText('Live', { exact: true }).waitFor(patience)
    return page
  }

  const places = { cookie: () => ({}), store: () => ({ store: memoryStore() }) }

  for (const [place, options] of Object.entries(places)) {
    it(`shows at once what another tab changes, kept in the ${place}`, async () => {
      await visit(options(), async (_app, context) => {
        await post(context, '/set?key=colour', 'red')
        const page = await lookLive(context)
        await page.getByText('“red”').waitFor(patience)
        await post(context, '/set?key=colour', 'green')
        await page.getByText('“green”').waitFor(patience)
        expect(await page.getByText('“red”').count()).toBe(0)
        expect(await page.locator('#events .e-committed').count()).toBe(2)
      })
    })
  }

  it('keeps what is open and what has the focus when it draws anew', async () => {
    await visit({}, async (_app, context) => {
      await post(context, '/set?key=cart', { hats: { top: 1 } })
      const page = await lookLive(context)
      const cart = page.locator('details[data-key="/cart"]')
      await cart.locator('> summary').press('Enter')
      expect(await cart.getAttribute('open')).toBeNull()
      await post(context, '/set?key=colour', 'green')
      await page.getByText('“green”').waitFor(patience)
      expect(await cart.getAttribute('open')).toBeNull()
      const focused = 'document.activeElement.closest("details")?.dataset.key'
      expect(await page.evaluate<string>(focused)).toBe('/cart')
    })
  })

  it('can be paused, and goes on', async () => {
    await visit({}, async (_app, context) => {
      await post(context, '/set?key=colour', 'red')
      const page = await lookLive(context)
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByText('Paused').waitFor(patience)
      await post(context, '/set?key=colour', 'green')
      const running = await lookLive(context)
      await post(context, '/set?key=size', 'small')
      await running.getByText('“small”').waitFor(patience)
      expect(await page.getByText('“red”').count()).toBe(1)
      await page.getByRole('button', { name: 'Go on' }).click()
      await page.getByText('“green”').waitFor(patience)
      // What happened meanwhile is not lost.
      await expectCount(page.locator('#events .e-committed'), 3)
    })
  })

  it('explains a refusal', async () => {
    await visit({}, async (app, context) => {
      await context.addCookies([{ name: 'session', value: 'x'.repeat(120), url: app.origin }])
      const page = await look(context)
      const refusals = page.getByRole('region', { name: 'Refused cookies' })
      await refusals.getByText('This browser’s cookie is refused').waitFor(patience)
      expect(await faultsOf(page)).toEqual([])
      expect(await refusals.textContent()).toMatch(/malformed|unknown-key/)
    })
  })

  for (const javaScriptEnabled of [true, false]) {
    it(`revokes a session, with scripts ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
      const options = { store: memoryStore(), browser: { javaScriptEnabled } }
      await visit(options, async (app, context) => {
        await post(context, '/login?as=ada')
        const elsewhere = await browser.newContext({ baseURL: app.origin })
        await post(elsewhere, '/login?as=ada')
        const page = await look(context)
        await expectText(page, '2 live sessions of ada')
        const other = page.getByRole('row').filter({ hasNotText: 'this browser' })
        await other.getByRole('button', { name: 'Revoke' }).click()
        await expectText(page, 'That session is revoked.')
        await expectText(page, '1 live session of ada')
        const refused = await look(elsewhere)
        await expectText(refused, 'missing')
        await elsewhere.close()
      })
    })
  }

  it('shows everything with scripts off', async () => {
    const options = { store: memoryStore(), browser: { javaScriptEnabled: false } }
    await visit(options, async (_app, context) => {
      await post(context, '/login?as=ada')
      await post(context, '/set?key=colour', 'red')
      const page = await look(context)
      for (const text of [
        '“red”',
        'Idle deadline',
        'SameSite=Lax',
        'Reload the page',
        'committed',
      ]) {
        await expectText(page, text)
      }
      expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0)
    })
  })

  it('lets the clocks run', async () => {
    await visit({ idleTimeout: 600 }, async (_app, context) => {
      await post(context, '/set?key=colour', 'red')
      const page = await lookLive(context)
      const left = page.locator('.clocks [data-at]').filter({ hasText: 'in 9 min' }).first()
      const before = await left.textContent()
      await vi.waitFor(async () => expect(await left.textContent()).not.toBe(before), patience)
    })
  })

  it('runs nothing that is put into a session, and breaks no rule of its own policy', async () => {
    await visit({ store: memoryStore() }, async (_app, context) => {
      await post(context, `/login?as=${encodeURIComponent(hostile)}`)
      await post(context, `/set?key=${encodeURIComponent(hostile)}`, { [hostile]: [hostile] })
      const said: string[] = []
      const page = await context.newPage()
      page.on('console', (message) => said.push(message.text()))
      page.on('pageerror', (error) => said.push(error.message))
      await page.goto('/inspector')
      await page.getByText('Live', { exact: true }).waitFor(patience)
      await post(context, '/set?key=again', hostile)
      await page.getByText('again', { exact: true }).waitFor(patience)
      expect(await page.title()).toBe('Session inspector – Coatcheck')
      expect(await page.locator('main img').count()).toBe(0)
      expect(said).toEqual([])
    })
  })

  it('holds no cookie value in any byte that the browser gets', async () => {
    await visit({ store: memoryStore(), cacheInCookie: true }, async (_app, context) => {
      await post(context, '/login?as=ada')
      const bodies: Promise<string>[] = []
      context.on('response', (response) => {
        if (!response.url().includes('view=events')) bodies.push(response.text())
      })
      const page = await lookLive(context)
      await post(context, '/set?key=colour', 'red')
      await page.getByText('“red”').waitFor(patience)
      const cookies = await context.cookies()
      expect(cookies.map(({ name }) => name).sort()).toEqual(['session', 'session-copy'])
      const texts = [...(await Promise.all(bodies)), await page.content()]
      expect(texts.length).toBeGreaterThan(3)
      for (const { value } of cookies) {
        for (const text of texts) expect(text.includes(value)).toBe(false)
      }
    })
  })

  const looks = [
    { colorScheme: 'light', width: 1440 },
    { colorScheme: 'dark', width: 360 },
  ] as const

  for (const { colorScheme, width } of looks) {
    it(`has no fault axe-core can find, and fits, ${colorScheme}, ${width} pixels wide`, async () => {
      const viewport = { width, height: 800 }
      const options = { store: memoryStore(), cacheInCookie: true }
      await visit({ ...options, browser: { colorScheme, viewport } }, async (_app, context) => {
        await post(context, `/login?as=${'x'.repeat(80)}`)
        await post(context, '/set?key=long', 'x'.repeat(400))
        await post(context, `/set?key=${'y'.repeat(200)}`, { in: { in: { in: [hostile, 1] } } })
        const page = await lookLive(context)
        expect(await faultsOf(page)).toEqual([])
        expect(await overflowOf(page)).toBe(0)
      })
    })
  }

  it('is reached by Tab in the order it is read, and shows where the focus is', async () => {
    await visit({ store: memoryStore() }, async (_app, context) => {
      await post(context, '/login?as=ada')
      const page = await lookLive(context)
      const stops = await tabStopsOf(page)
      expect(stops.map((stop) => stop.replace(/Revoke.*/, 'Revoke').slice(0, 30))).toEqual([
        'Skip to the session',
        'Pause',
        'subject',
        'Show sessions',
        'handle',
        expect.stringMatching(/^\d\d:\d\d:\d\d/),
        'What these events mean',
      ])
      await page.goto('/inspector')
      for (const _ of stops) {
        await page.keyboard.press('Tab')
        expect(await outlineIn(page)).toBe('solid 3px')
      }
    })
  })
})

async function post(context: BrowserContext, path: string, body?: unknown): Promise<void> {
  const json = { data: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await context.request.post(path, body === undefined ? {} : json)
  expect(response.status()).toBe(204)
}

async function expectText(page: Page, text: string): Promise<void> {
  await vi.waitFor(async () => {
    const shown = (await page.locator('body').textContent())?.replace(/\s+/g, ' ')
    expect(shown).toContain(text)
  }, patience)
}

async function expectCount(locator: { count(): Promise<number> }, count: number): Promise<void> {
  await vi.waitFor(async () => expect(await locator.count()).toBe(count), patience)
}
