/** The example for React Router, and what errors, redirects and the storage do to a session. */

import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Sending, send } from '../../adapters/servers.ts'
import { describeWith } from '../../requirements.ts'
import { type FrameworkProcess, startFramework } from '../framework-process.ts'
import { frameworkOf, requirementOf } from '../frameworks.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const copy = join(folder, '.cache', 'example')
const program = join(folder, 'node_modules/@react-router/dev/bin.cjs')

const framework = frameworkOf('react-router')

describeWith(requirementOf(framework), 'the example for React Router', (runtime) => {
  let server: FrameworkProcess

  beforeAll(async () => {
    rmSync(copy, { recursive: true, force: true })
    mkdirSync(copy, { recursive: true })
    for (const source of ['../../../examples/frameworks/react-router', 'trial']) {
      cpSync(join(folder, source), copy, { recursive: true })
    }
    server = await startFramework({
      ...framework,
      build: [runtime, program, 'build', copy, '--config', join(folder, 'vite.config.js')],
      command: [runtime, join(folder, 'server.js'), '.cache/example/build'],
      env: { NODE_ENV: 'production', SECRET_KEY: 'a secret of the tests, 32 bytes or more' },
    })
    return () => server[Symbol.asyncDispose]()
  })

  /** Someone with a cookie. */
  const visitor = () => {
    let cookie = ''
    const visit = async (path: string, sending: Sending = {}): Promise<Answer> => {
      const answer = await send(server.origin, path, {
        ...sending,
        headers: { accept: 'text/html', ...sending.headers, ...(cookie === '' ? {} : { cookie }) },
      })
      const line = answer.setCookies.find((each) => /^__Host-Http-session=/.test(each))
      if (line !== undefined) cookie = /max-age=0/i.test(line) ? '' : line.replace(/;.*/, '')
      return answer
    }
    const login = () =>
      visit('/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'ada' }),
      })
    const facts = async (): Promise<unknown> => {
      const page = (await visit('/trial/facts')).body.toString()
      const [, text = ''] = /<p>facts (.*?)<\/p>/.exec(page) ?? []
      return JSON.parse(text.replaceAll('&quot;', '"'))
    }
    const stored = async (name: string): Promise<unknown> =>
      JSON.parse((await visit(`/storage/${name}`)).body.toString())
    return { visit, login, facts, stored, hasCookie: () => cookie !== '' }
  }

  it('counts visits, logs in and logs out', async () => {
    const { visit, login } = visitor()
    expect((await visit('/')).body.toString()).toContain('You have visited 1 times')
    expect((await visit('/')).body.toString()).toContain('You have visited 2 times')
    const entered = await login()
    expect([entered.status, entered.headers.location]).toEqual([303, '/'])
    expect((await visit('/me')).body.toString()).toContain('Hello, ada!')
    const left = await visit('/logout', { method: 'POST' })
    expect([left.status, left.headers.location]).toEqual([303, '/'])
    expect((await visit('/')).body.toString()).toContain('You have visited 1 times')
  })

  it('takes a login from a form', async () => {
    const { visit } = visitor()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await visit('/login', { method: 'POST', headers, body: 'name=grace' })
    expect((await visit('/me')).body.toString()).toContain('Hello, grace!')
  })

  it('sends strangers to the login page, and scripts that fetch the data of a page too', async () => {
    const page = await visitor().visit('/me')
    expect([page.status, page.headers.location]).toEqual([302, '/login?next=/me'])
    const accept = { accept: '*/*', 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }
    const fetched = await visitor().visit('/me.data', { headers: accept })
    expect(fetched.status).toBe(202)
    expect(fetched.body.toString()).toContain('/login?next=/me')
  })

  it('sets the cookie with the data of a page', async () => {
    const { visit } = visitor()
    const answer = await visit('/_.data', { headers: { accept: '*/*' } })
    expect(answer.status).toBe(200)
    expect(answer.setCookies).toHaveLength(1)
    expect((await visit('/')).body.toString()).toContain('You have visited 2 times')
  })

  it('keeps what was done before a thrown redirect or a 404', async () => {
    const { visit, facts } = visitor()
    const redirected = await visit('/trial/redirect')
    expect([redirected.status, redirected.headers.location]).toEqual([302, '/trial/facts'])
    expect(await facts()).toEqual({ visits: 5, subject: null })
    expect((await visit('/trial/missing')).status).toBe(404)
    expect(await facts()).toEqual({ visits: 7, subject: null })
  })

  it("keeps nothing when a loader throws, and shows the app's error page", async () => {
    const { visit, facts } = visitor()
    const answer = await visit('/trial/fail')
    expect([answer.status, answer.setCookies]).toEqual([500, []])
    expect(answer.body.toString()).toContain('the error page of the app')
    expect(await facts()).toMatchObject({ visits: 0 })
  })

  it('logs out even when the loader throws', async () => {
    const { visit, login, hasCookie } = visitor()
    await login()
    expect(hasCookie()).toBe(true)
    expect((await visit('/trial/leave-and-fail')).status).toBe(500)
    expect(hasCookie()).toBe(false)
  })

  it('answers 500 when the session does not fit its cookie', async () => {
    const answer = await visitor().visit('/trial/overfill')
    expect([answer.status, answer.setCookies]).toEqual([500, []])
    expect(answer.body.toString()).toBe('Internal Server Error')
  })

  describe('its session storage', () => {
    it('keeps keys, and sets no cookie where nothing changed', async () => {
      const { visit, stored } = visitor()
      expect(await stored('set')).toMatchObject({ data: { visits: 1 } })
      expect(await stored('set')).toMatchObject({ data: { visits: 2 } })
      const read = await visit('/storage/read')
      expect(read.setCookies.join('')).toBe('')
      expect(JSON.parse(read.body.toString())).toMatchObject({ data: { visits: 2 } })
    })

    it('gives a flashed value once', async () => {
      const { stored } = visitor()
      await stored('flash')
      expect(await stored('read')).toMatchObject({ has: true })
      expect(await stored('take')).toEqual({ value: 'Invalid username', has: false, data: {} })
      expect(await stored('take')).toEqual({ has: false, data: {} })
    })

    it('ends the session', async () => {
      const { visit, stored, hasCookie } = visitor()
      await stored('set')
      await visit('/storage/read', { method: 'POST' })
      expect(hasCookie()).toBe(false)
    })

    it('shares its sessions with the middleware', async () => {
      const { visit, stored } = visitor()
      await visit('/')
      expect(await stored('read')).toMatchObject({ data: { visits: 1 } })
    })
  })

  it('still runs', () => {
    expect(server.isRunning(), server.complaints()).toBe(true)
  })
})
