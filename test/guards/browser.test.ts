import { createServer } from 'node:http'
import { createSessions } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { protectFromCrossSite } from 'coatcheck/guards/cross-site'
import { csrfToken, verifyCsrfToken } from 'coatcheck/guards/csrf'
import express from 'express'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Serving, serve } from '../adapters/servers.ts'
import { launchChromium } from '../clients/chromium.ts'
import { chromium, describeWith } from '../requirements.ts'

// A browser beside other suites on a small machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

interface Site extends Serving {
  /** What the browser said about each request: where to, which site, which origin, a cookie. */
  readonly said: readonly string[]
}

async function openSite(trustedOrigins: readonly string[] = []): Promise<Site> {
  const said: string[] = []
  const app = express()
  app.get('/favicon.ico', (_req, res) => {
    res.sendStatus(404)
  })
  app.use((req, _res, next) => {
    const { cookie, origin, 'sec-fetch-site': site } = req.headers
    const from = origin === undefined || origin === 'null' ? String(origin) : 'an origin'
    said.push(
      `${req.method} ${req.path} ${site}, ${from}, ${cookie === undefined ? 'no ' : ''}cookie`,
    )
    next()
  })
  app.use(
    expressSession(createSessions({ secrets: 'a secret of the browser’s, 32 bytes or more' })),
  )
  app.get('/login', (req, res) => {
    req.session.login('ada')
    res.send('welcome')
  })
  app.get('/who', (req, res) => {
    res.send(req.session.subject ?? 'nobody')
  })
  app.get('/form', (req, res) => {
    const token = csrfToken(req.session)
    res.send(`${formTo('/transfer')}
      <form method="post" action="/pay"><input name="csrf" type="hidden" value="${token}">
      <button>pay</button></form>`)
  })
  app.post('/transfer', guard(protectFromCrossSite({ trustedOrigins })), (_req, res) => {
    res.send('transferred')
  })
  app.post('/pay', express.urlencoded(), (req, res) => {
    const isGood = verifyCsrfToken(req.session, req.body.csrf)
    res.status(isGood ? 200 : 403).send(isGood ? 'paid' : 'not paid')
  })
  app.get('/logout', guard(protectFromCrossSite({ methods: 'all' })), async (req, res) => {
    await req.session.logout()
    res.send('bye')
  })
  return { ...(await serve(app)), said }
}

function formTo(action: string, more = ''): string {
  return `<form method="post" action="${action}"><button>submit</button></form>${more}`
}

/** A page of somebody else, at another name of this machine or at another port of the same name. */
async function openOther(
  where: 'localhost' | '127.0.0.1',
  html: string,
): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const server = createServer((_req, res) => {
    res.setHeader('content-type', 'text/html').end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, where, resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://${where}:${port}`,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

describeWith(chromium, 'guards in Chromium', (path) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(path)
  })
  afterAll(() => browser?.close())

  async function visit(story: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext()
    try {
      await story(await context.newPage())
    } finally {
      await context.close()
    }
  }

  async function answerTo(page: Page, button: string, target: string): Promise<[number, string]> {
    const [response] = await Promise.all([
      page.waitForResponse((answer) => answer.url() === target),
      page.getByText(button, { exact: true }).click(),
    ])
    return [response.status(), await response.text()]
  }

  const others = [
    ['cross-site', 'localhost', 'no cookie'],
    ['same-site', '127.0.0.1', 'cookie'],
  ] as const

  describe.each(others)('a %s page, on %s', (site, where, cookie) => {
    it('submits no form, and the own page does', async () => {
      await using own = await openSite()
      const target = `${own.origin}/transfer`
      const other = await openOther(where, formTo(target))
      try {
        await visit(async (page) => {
          await page.goto(`${own.origin}/login`)
          await page.goto(other.url)
          const [status, text] = await answerTo(page, 'submit', target)
          expect([status, text]).toEqual([403, expect.stringContaining('another site')])
          expect(own.said.at(-1)).toBe(`POST /transfer ${site}, an origin, ${cookie}`)
          await page.goto(`${own.origin}/form`)
          expect(await answerTo(page, 'submit', target)).toEqual([200, 'transferred'])
          expect(own.said.at(-1)).toBe('POST /transfer same-origin, an origin, cookie')
        })
      } finally {
        await other.close()
      }
    })

    it('submits no form when it hides where it is', async () => {
      await using own = await openSite()
      const target = `${own.origin}/transfer`
      const hidden = '<meta name="referrer" content="no-referrer">'
      const other = await openOther(where, hidden + formTo(target))
      try {
        await visit(async (page) => {
          await page.goto(other.url)
          expect((await answerTo(page, 'submit', target))[0]).toBe(403)
          expect(own.said.at(-1)).toBe(`POST /transfer ${site}, null, no cookie`)
        })
      } finally {
        await other.close()
      }
    })

    it('submits a form once its origin is trusted', async () => {
      const action = 'about:blank'
      const other = await openOther(where, formTo(action))
      await using own = await openSite([other.url])
      const target = `${own.origin}/transfer`
      try {
        await visit(async (page) => {
          await page.goto(other.url)
          await page
            .locator('form')
            .evaluate((form, url) => form.setAttribute('action', url), target)
          expect(await answerTo(page, 'submit', target)).toEqual([200, 'transferred'])
        })
      } finally {
        await other.close()
      }
    })

    it('logs nobody out by a link', async () => {
      await using own = await openSite()
      const target = `${own.origin}/logout`
      const other = await openOther(where, `<a href="${target}">leave</a>`)
      try {
        await visit(async (page) => {
          await page.goto(`${own.origin}/login`)
          await page.goto(other.url)
          expect((await answerTo(page, 'leave', target))[0]).toBe(403)
          expect(own.said.at(-1)).toBe(`GET /logout ${site}, undefined, cookie`)
          await page.goto(`${own.origin}/who`)
          expect(await page.textContent('body')).toBe('ada')
          await page.goto(target)
          expect(await page.textContent('body')).toBe('bye')
        })
      } finally {
        await other.close()
      }
    })

    it('knows no token', async () => {
      await using own = await openSite()
      const target = `${own.origin}/pay`
      const foreign = `<input name="csrf" value="${'A'.repeat(86)}">`
      const other = await openOther(where, formTo(target).replace('<button>', `${foreign}<button>`))
      try {
        await visit(async (page) => {
          await page.goto(`${own.origin}/form`)
          await page.goto(other.url)
          expect(await answerTo(page, 'submit', target)).toEqual([403, 'not paid'])
          await page.goto(`${own.origin}/form`)
          expect(await answerTo(page, 'pay', target)).toEqual([200, 'paid'])
        })
      } finally {
        await other.close()
      }
    })
  })
})
