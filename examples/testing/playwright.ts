import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createSessions } from 'coatcheck'
import { browserJar, editSession, loggedIn } from 'coatcheck/testing'
import { chromium } from 'playwright-core'
import { shopOn } from './shop.ts'

const sessions = createSessions({ secrets: 'a secret of the tests, 32 bytes or more' })

test('a browser that never saw the login page', async () => {
  const server = createServer(shopOn(sessions)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${Object(server.address()).port}/`
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    const cookies = await loggedIn(sessions, { username: 'ada' }, { subject: 7, url })
    const context = await browser.newContext({ baseURL: url })
    await context.addCookies(cookies.forBrowser())
    const page = await context.newPage()
    await page.goto('/me')
    assert.equal(await page.textContent('body'), 'Hello, ada!')

    await editSession(sessions, browserJar(context, url), (session) => {
      session.set('username', 'Countess Lovelace')
    })
    await page.reload()
    assert.equal(await page.textContent('body'), 'Hello, Countess Lovelace!')
  } finally {
    await browser.close()
    server.close()
    server.closeAllConnections()
  }
})
