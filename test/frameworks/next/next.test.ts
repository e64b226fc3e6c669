/** The example for Next, and what its pages, server actions and special errors do to a session. */

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Sending, send } from '../../adapters/servers.ts'
import { docExamples, imported } from '../../docs/doc-examples.ts'
import { describeWith } from '../../requirements.ts'
import { type FrameworkProcess, startFramework } from '../framework-process.ts'
import { type Framework, frameworkOf, requirementOf } from '../frameworks.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const copy = join(folder, '.cache', 'example')
const program = join(folder, 'node_modules/next/dist/bin/next')

const framework = frameworkOf('next')

const example: Framework = {
  ...framework,
  build: [process.execPath, program, 'build', copy],
  command: [process.execPath, program, 'start', copy, '-p', '0', '-H', '127.0.0.1'],
  env: { ...framework.env, SECRET_KEY: 'a secret of the tests, 32 bytes or more' },
}

const nextValues = {
  everywhere: imported,
  within: {
    'adapters/next-guard.ts': { withSession: "import { withSession } from '../../sessions'" },
  },
}

/** What the page of the trial shows. */
interface Facts {
  readonly visits: number
  readonly subject: string | null
  readonly isSame: boolean
  readonly refusal: string | null
}

describeWith(requirementOf(example), 'the example for Next', () => {
  let server: FrameworkProcess

  beforeAll(async () => {
    rmSync(copy, { recursive: true, force: true })
    mkdirSync(copy, { recursive: true })
    for (const source of ['../../../examples/frameworks/next', 'trial']) {
      cpSync(join(folder, source), copy, { recursive: true })
    }
    // The examples of the doc comments, beside the app's own routes.
    for (const { path, text } of docExamples(join(folder, '../../../src'), nextValues)) {
      const [, place] = /^adapters\/next(?:-guard)?-1\/(.*)$/.exec(path) ?? []
      if (place === undefined) continue
      const file = join(copy, place.replace(/^main/, 'app/members/route').replace(/ts$/, 'js'))
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text.replace('<{ visits: number }>', ''))
    }
    server = await startFramework(example)
    return () => server[Symbol.asyncDispose]()
  })

  /** Someone with a cookie, who asks for pages and presses their buttons. */
  const visitor = () => {
    const pairs = new Map<string, string>()
    const visit = async (path: string, sending: Sending = {}): Promise<Answer> => {
      const cookie = [...pairs].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await send(server.origin, path, {
        ...sending,
        headers: { accept: 'text/html', ...sending.headers, ...(cookie === '' ? {} : { cookie }) },
      })
      for (const line of answer.setCookies) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (/max-age=0/i.test(line)) pairs.delete(name)
        else pairs.set(name, value)
      }
      return answer
    }
    const login = () =>
      visit('/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'ada' }),
      })
    const press = async (action: string, path = '/trial'): Promise<Answer> => {
      const id = actionOf((await visit('/trial')).body.toString(), action)
      const boundary = 'a-boundary'
      const part = `Content-Disposition: form-data; name="${id}"\r\n\r\n`
      return visit(path, {
        method: 'POST',
        headers: {
          origin: server.origin,
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
        body: `--${boundary}\r\n${part}\r\n--${boundary}--\r\n`,
      })
    }
    /** Calls an action as a script of the page does. */
    const call = async (action: string): Promise<Answer> => {
      const id = actionOf((await visit('/trial')).body.toString(), action)
      return visit('/trial', {
        method: 'POST',
        headers: {
          origin: server.origin,
          accept: 'text/x-component',
          'content-type': 'text/plain;charset=UTF-8',
          'next-action': id.replace('$ACTION_ID_', ''),
        },
        body: '[]',
      })
    }
    const facts = async (query = ''): Promise<Facts> => factsOf(await visit(`/trial${query}`))
    return { visit, login, press, call, facts, cookies: pairs }
  }

  it('runs the examples of the doc comments', async () => {
    const { visit } = visitor()
    const visited = async () =>
      JSON.parse((await visit('/visits', { method: 'POST' })).body.toString())
    expect([await visited(), await visited()]).toEqual([{ visits: 1 }, { visits: 2 }])
    const refused = await visit('/members')
    expect([refused.status, refused.headers.location]).toEqual([302, '/login?next=/members'])
  })

  it('counts visits, logs in and logs out', async () => {
    const { visit, login } = visitor()
    expect((await visit('/')).body.toString()).toBe('You have visited 1 times')
    expect((await visit('/')).body.toString()).toBe('You have visited 2 times')
    const entered = await login()
    expect([entered.status, entered.headers.location]).toEqual([303, '/'])
    expect((await visit('/me')).body.toString()).toContain('Hello, ada! You have visited 2 times')
    const left = await visit('/logout', { method: 'POST' })
    expect([left.status, left.headers.location]).toEqual([303, '/'])
    expect((await visit('/')).body.toString()).toBe('You have visited 1 times')
  })

  it('takes a login from a form', async () => {
    const { visit } = visitor()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await visit('/login', { method: 'POST', headers, body: 'name=grace' })
    expect((await visit('/me')).body.toString()).toContain('Hello, grace!')
  })

  it('sends strangers to the login page from its proxy', async () => {
    const answer = await visitor().visit('/me')
    expect([answer.status, answer.headers.location]).toEqual([302, '/login?next=/me'])
  })

  it('counts in an API route of the Pages Router, in the same session', async () => {
    const { visit } = visitor()
    await visit('/')
    expect((await visit('/api/visits')).body.toString()).toBe('{"visits":2}')
    expect((await visit('/')).body.toString()).toBe('You have visited 3 times')
  })

  describe('a page', () => {
    it('reads the session, sets no cookie, and gets one session however often it asks', async () => {
      const { login, visit } = visitor()
      await login()
      const answer = await visit('/trial')
      expect(factsOf(answer)).toEqual({ visits: 0, subject: 'ada', isSame: true, refusal: null })
      expect(answer.setCookies).toEqual([])
      expect(answer.headers['cache-control']).toMatch(/private/)
    })

    it.each(['set', 'data', 'nested', 'permanent', 'takeFlashes', 'update', 'logout', 'action'])(
      'refuses a change by %s with ERR_READ_ONLY',
      async (change) => {
        const { visit, facts } = visitor()
        await visit('/trial/list')
        const found = await facts(`?change=${change}`)
        expect(found.refusal).toBe('ERR_READ_ONLY')
        expect(await facts()).toMatchObject({ visits: 0 })
      },
    )
  })

  describe.each(['press', 'call'] as const)('a server action, by %s', (way) => {
    it('changes the session, and the page that answers shows it', async () => {
      const someone = visitor()
      const answer = await someone[way]('visit')
      expect(answer.setCookies).toHaveLength(1)
      expect(answer.body.toString()).toMatch(/visits(?:&quot;|\\?"):1/)
      expect(await someone.facts()).toMatchObject({ visits: 1 })
    })

    it('sets the cookie with the attributes that route handlers give it', async () => {
      const someone = visitor()
      const [line = ''] = (await someone[way]('enter')).setCookies
      const attributes = line.split('; ').slice(1).sort().join('; ')
      expect(line).toMatch(/^__Host-Http-session=/)
      expect(attributes).toMatch(
        /^Expires=[^;]+ GMT; HttpOnly; Max-Age=2592000; Path=\/; SameSite=lax; Secure$/i,
      )
      expect(await someone.facts()).toMatchObject({ subject: 'ada' })
    })

    it('deletes the cookie as it was made', async () => {
      const someone = visitor()
      await someone.login()
      const [line = ''] = (await someone[way]('leave')).setCookies
      const [pair, ...attributes] = line.split('; ')
      expect(pair).toBe('__Host-Http-session=')
      expect(attributes.map((each) => each.toLowerCase()).sort()).toEqual([
        'expires=thu, 01 jan 1970 00:00:00 gmt',
        'httponly',
        'max-age=0',
        'path=/',
        'samesite=lax',
        'secure',
      ])
    })

    it('commits once when it calls another one', async () => {
      const someone = visitor()
      const answer = await someone[way]('visitTwice')
      expect(answer.setCookies).toHaveLength(1)
      expect(await someone.facts()).toMatchObject({ visits: 2 })
    })

    it('keeps what was done before notFound()', async () => {
      const someone = visitor()
      expect((await someone[way]('visitAndMiss')).status).toBe(404)
      expect(await someone.facts()).toMatchObject({ visits: 1 })
    })

    it('keeps nothing when it throws', async () => {
      const someone = visitor()
      const answer = await someone[way]('visitAndFail')
      expect(answer.status).toBe(500)
      expect(answer.setCookies).toEqual([])
      expect(await someone.facts()).toMatchObject({ visits: 0 })
    })

    it('logs out even when it throws', async () => {
      const someone = visitor()
      await someone.login()
      const answer = await someone[way]('leaveAndFail')
      expect(answer.status).toBe(500)
      expect(answer.setCookies.join()).toMatch(/^__Host-Http-session=;/)
    })

    it('fails when the session does not fit its cookie', async () => {
      const someone = visitor()
      const answer = await someone[way]('overfill')
      expect(answer.status).toBe(500)
      expect(answer.setCookies).toEqual([])
    })

    it('leads strangers to the login page where a guard stands before it', async () => {
      const someone = visitor()
      const { status, headers, setCookies } = await someone[way]('visitAsMember')
      expect(setCookies).toEqual([])
      if (way === 'press') expect([status, headers.location]).toEqual([303, '/login'])
      else expect(headers['x-action-redirect']).toMatch(/^\/login\b/)
      await someone.login()
      await someone[way]('visitAsMember')
      expect(await someone.facts()).toMatchObject({ visits: 1 })
    })
  })

  it('logs out in an action that goes on with redirect()', async () => {
    const someone = visitor()
    await someone.login()
    const page = (await someone.visit('/me')).body.toString()
    const [, id = ''] = /<button type="submit" name="(\$ACTION_ID_\w+)"/.exec(page) ?? []
    const answer = await someone.visit('/me', {
      method: 'POST',
      headers: { origin: server.origin, 'content-type': 'multipart/form-data; boundary=b' },
      body: `--b\r\nContent-Disposition: form-data; name="${id}"\r\n\r\n\r\n--b--\r\n`,
    })
    expect([answer.status, answer.headers.location]).toEqual([303, '/'])
    expect(answer.setCookies.join()).toMatch(/^__Host-Http-session=;/)
    expect(await someone.facts()).toMatchObject({ subject: null })
  })

  describe('a route handler', () => {
    it('gets from getSession() the session that it was given', async () => {
      expect((await visitor().visit('/trial/list')).body.toString()).toBe('{"same":true}')
    })

    it.each([
      ['redirect', 307, '/trial?from=redirect;1', 5],
      ['permanent', 308, '/trial', 6],
      ['missing', 404, undefined, 7],
    ])('keeps what was done before %s, which is a %i', async (name, status, location, visits) => {
      const { visit, facts } = visitor()
      const answer = await visit(`/trial/${name}`)
      expect([answer.status, answer.headers.location]).toEqual([status, location])
      expect(answer.headers['cache-control']).toBe('private, no-store')
      expect(await facts()).toMatchObject({ visits })
    })

    it('answers redirect() after a form with 303, so that nothing is sent twice', async () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const answer = await visitor().visit('/trial/redirect', { method: 'POST', headers })
      expect(answer.status).toBe(303)
    })

    it('keeps nothing when it throws, and Next hears of the error', async () => {
      const { visit, facts } = visitor()
      const answer = await visit('/trial/fail')
      expect([answer.status, answer.setCookies]).toEqual([500, []])
      expect(await facts()).toMatchObject({ visits: 0 })
      const reported: unknown = JSON.parse((await visit('/trial/reported')).body.toString())
      expect(reported).toContain('thrown by a route handler')
    })

    it.each([
      ['leave-and-fail', 500],
      ['leave-and-miss', 404],
    ])('logs out in %s, and the deletion goes out with the %i', async (name, status) => {
      const { login, visit, cookies } = visitor()
      await login()
      expect(cookies.size).toBe(1)
      expect((await visit(`/trial/${name}`)).status).toBe(status)
      expect(cookies.size).toBe(0)
    })

    it('answers 500 when the session does not fit its cookie', async () => {
      const answer = await visitor().visit('/trial/overfill')
      expect([answer.status, answer.setCookies]).toEqual([500, []])
      expect(answer.body.toString()).toBe('Internal Server Error')
    })

    it("leaves the app's own cookies alone, however they are set", async () => {
      const { visit, cookies, facts } = visitor()
      await visit('/trial/cookies')
      expect([...cookies.keys()].sort()).toEqual(['__Host-Http-session', 'other', 'own'])
      expect(await facts()).toMatchObject({ visits: 1 })
    })
  })

  it('still runs', () => {
    expect(server.isRunning(), server.complaints()).toBe(true)
  })
})

function actionOf(page: string, name: string): string {
  const form = page.slice(page.indexOf(`<form id="${name}"`))
  const [, id = ''] = /name="(\$ACTION_ID_\w+)"/.exec(form) ?? []
  if (id === '') throw new Error(`there is no form of ${name}`)
  return id
}

function factsOf(answer: Answer): Facts {
  const [, text = ''] = /<p>facts (.*?)<\/p>/.exec(answer.body.toString()) ?? []
  // The page of the trial wrote it.
  return JSON.parse(text.replaceAll('&quot;', '"')) as Facts
}
