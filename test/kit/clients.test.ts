import { once } from 'node:events'
import { createServer as httpServer } from 'node:http'
import { createServer as httpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createSessions, type Sessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'
import { memoryStore } from 'coatcheck/stores/memory'
import { agentJar, browserJar, editSession, loggedIn, readSession } from 'coatcheck/testing'
import type { Browser, BrowserContext } from 'playwright-core'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { selfSigned } from '../adapters/servers.ts'
import { launchChromium } from '../clients/chromium.ts'
import { chromium, describeWith, openssl } from '../requirements.ts'

// A browser beside other suites on a small machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

type Data = { name: string }

const make = () =>
  createSessions<Data>({
    secrets: 'a secret of the tests, 32 bytes or more',
    store: memoryStore(),
    cacheInCookie: true,
  })

/** Greets; `/logout` logs out. */
const appOn = (sessions: Sessions<Data>) =>
  withSession(sessions, async (req, res, session) => {
    if (req.url === '/logout') await session.logout()
    else session.flash('seen')
    res.setHeader('content-type', 'text/plain')
    res.end(`Hello, ${session.get('name', 'stranger')}`)
  })

describe("an agent's jar", () => {
  it('sends what the kit put into it, and is read and edited', async () => {
    const sessions = make()
    const agent = request.agent(appOn(sessions))
    const jar = agentJar(agent)
    await editSession(sessions, jar, (session) => session.set('name', 'Ada'))
    expect((await agent.get('/')).text).toBe('Hello, Ada')
    expect(await readSession(sessions, jar)).toMatchObject({ flashes: [{ text: 'seen' }] })
    await editSession(sessions, jar, (session) => session.logout())
    expect([jar.read(), (await agent.get('/')).text]).toEqual(['', 'Hello, stranger'])
  })
})

describeWith(chromium, "a browser's jar", (path) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(path)
  })
  afterAll(() => browser?.close())

  async function story(
    server: ReturnType<typeof httpServer> | ReturnType<typeof httpsServer>,
    sessions: Sessions<Data>,
    expectedName: string,
  ): Promise<void> {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const scheme = 'setSecureContext' in server ? 'https' : 'http'
    // A listening server on TCP has such an address.
    const url = `${scheme}://localhost:${(server.address() as AddressInfo).port}/`
    const context = await browser.newContext({ baseURL: url, ignoreHTTPSErrors: true })
    try {
      await tell(context, url, sessions, expectedName)
    } finally {
      await context.close()
      server.close()
      server.closeAllConnections()
    }
  }

  async function tell(
    context: BrowserContext,
    url: string,
    sessions: Sessions<Data>,
    expectedName: string,
  ): Promise<void> {
    const jar = browserJar(context, url)
    const cookies = await loggedIn(sessions, { name: 'Ada' }, { subject: 7, url })
    await context.addCookies(cookies.forBrowser())
    expect(await context.cookies(url)).toContainEqual(
      expect.objectContaining({
        name: expectedName,
        domain: 'localhost',
        path: '/',
        httpOnly: true,
        secure: url.startsWith('https:'),
        sameSite: 'Lax',
      }),
    )
    const page = await context.newPage()
    const text = async () => {
      await page.goto('/')
      return page.textContent('body')
    }
    expect(await text()).toBe('Hello, Ada')
    await editSession(sessions, jar, (session) => session.set('name', 'Eve'))
    expect(await text()).toBe('Hello, Eve')
    expect(await readSession(sessions, jar)).toMatchObject({ subject: '7' })
    await editSession(sessions, jar, (session) => session.logout())
    expect(await context.cookies(url)).toEqual([])
    expect(await text()).toBe('Hello, stranger')
  }

  it('holds what the kit put into it, over http', async () => {
    const sessions = make()
    await story(httpServer(appOn(sessions)), sessions, 'session')
  })

  describeWith(openssl, 'over https', () => {
    it('holds what the kit put into it, prefix and all', async () => {
      const sessions = make()
      const server = httpsServer(selfSigned(), appOn(sessions))
      await story(server, sessions, '__Host-Http-session')
    })
  })
})
