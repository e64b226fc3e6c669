import { spawnSync } from 'node:child_process'
import * as v from 'valibot'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { webExchange } from './adapters/web-exchange.ts'
import type { Environment } from './environment.ts'
import { CoatcheckError } from './errors.ts'
import type { Options } from './options.ts'
import { optionsFromEnv } from './options-from-env.ts'
import { createSessions, type Sessions } from './sessions.ts'
import type { Duration } from './time.ts'

const secret = 'kPjYtXnQ8c1mB4sLw0ZrVfHdGa6TqUe2'
const older = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const oldest = 'Hn4TqVzX6bKm2PwYs8RjLcGdFe0AoUi3'

const day = 86_400

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

function failure(run: () => unknown): CoatcheckError {
  try {
    run()
  } catch (error) {
    if (error instanceof CoatcheckError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('optionsFromEnv: secrets', () => {
  it('gives nothing but the secret when nothing else is set', () => {
    expect(optionsFromEnv({}, { SECRET_KEY: secret })).toEqual({ secrets: secret })
  })

  it('reads the process environment when it is given none', () => {
    vi.stubEnv('SECRET_KEY', secret)
    expect(optionsFromEnv().secrets).toBe(secret)
  })

  it.each([
    ['commas', `${older}, ${oldest},`],
    ['a JSON array', JSON.stringify([older, oldest])],
  ])('puts the fallbacks after the secret, in the order written with %s', (_, fallbacks) => {
    const environment = { SECRET_KEY: secret, SECRET_KEY_FALLBACKS: fallbacks }
    expect(optionsFromEnv({}, environment).secrets).toEqual([secret, older, oldest])
  })

  it('keeps a comma inside a secret that is written in a JSON array', () => {
    const environment = { SECRET_KEY: secret, SECRET_KEY_FALLBACKS: '["with,comma"]' }
    expect(optionsFromEnv({}, environment).secrets).toEqual([secret, 'with,comma'])
  })

  it('keeps the blanks of a secret, as Flask does', () => {
    expect(optionsFromEnv({}, { SECRET_KEY: ` ${secret} ` }).secrets).toBe(` ${secret} `)
  })

  it.each([{}, { SECRET_KEY: '' }, { SECRET_KEY_FALLBACKS: older }, { FLASK_SECRET_KEY: 'null' }])(
    'names the command that makes a secret when there is none: %j',
    (environment) => {
      const error = failure(() => optionsFromEnv({}, environment))
      expect(error.code).toBe('ERR_SECRET_MISSING')
      expect(error.message).toMatch(/SECRET_KEY.*npx coatcheck keygen/)
    },
  )

  it('asks for no SECRET_KEY when the overrides bring secrets', () => {
    expect(optionsFromEnv({ secrets: [older] }, {})).toEqual({ secrets: [older] })
    expect(optionsFromEnv({ secrets: older }, { SECRET_KEY: secret }).secrets).toBe(older)
  })

  it.each(['["broken', '[1,2]', '[null]', '[{}]'])('refuses fallbacks of %s unquoted', (text) => {
    const error = failure(() =>
      optionsFromEnv({}, { SECRET_KEY: secret, SECRET_KEY_FALLBACKS: text }),
    )
    expect(error.code).toBe('ERR_OPTIONS')
    expect(error.message).toMatch(/SECRET_KEY_FALLBACKS/)
    expect(error.message).not.toContain(text)
  })
})

describe('optionsFromEnv: the FLASK_ prefix', () => {
  it('reads the names with the prefix of from_prefixed_env', () => {
    const environment = { FLASK_SECRET_KEY: secret, FLASK_SESSION_COOKIE_SECURE: 'true' }
    expect(optionsFromEnv({}, environment)).toEqual({ secrets: secret, cookie: { secure: true } })
  })

  it('unquotes a JSON text, as from_prefixed_env does', () => {
    expect(optionsFromEnv({}, { FLASK_SECRET_KEY: JSON.stringify(secret) }).secrets).toBe(secret)
  })

  it('leaves a text that only looks like JSON as it is', () => {
    expect(optionsFromEnv({}, { FLASK_SECRET_KEY: '"half' }).secrets).toBe('"half')
  })

  it('prefers the bare name', () => {
    const environment = { FLASK_SECRET_KEY: older, SECRET_KEY: secret }
    expect(optionsFromEnv({}, environment).secrets).toBe(secret)
  })

  it('takes an empty bare name for unset', () => {
    const environment = { FLASK_SECRET_KEY: older, SECRET_KEY: '' }
    expect(optionsFromEnv({}, environment).secrets).toBe(older)
  })

  it('names the variable as it was written', () => {
    const environment = { SECRET_KEY: secret, FLASK_SESSION_COOKIE_HTTPONLY: 'maybe' }
    expect(failure(() => optionsFromEnv({}, environment)).message).toMatch(
      /^FLASK_SESSION_COOKIE_HTTPONLY /,
    )
  })
})

describe('optionsFromEnv: the cookie', () => {
  it('reads every SESSION_COOKIE_ name', () => {
    const { cookie } = optionsFromEnv(
      {},
      {
        SECRET_KEY: secret,
        SESSION_COOKIE_NAME: 'shop',
        SESSION_COOKIE_DOMAIN: 'example.com',
        SESSION_COOKIE_PATH: '/shop',
        SESSION_COOKIE_HTTPONLY: 'True',
        SESSION_COOKIE_SECURE: '1',
        SESSION_COOKIE_SAMESITE: 'Lax',
        SESSION_COOKIE_PARTITIONED: 'off',
      },
    )
    expect(cookie).toEqual({
      name: 'shop',
      domain: 'example.com',
      path: '/shop',
      httpOnly: true,
      secure: true,
      sameSite: 'lax',
      partitioned: false,
    })
  })

  it.each([
    ['true', true],
    ['TRUE', true],
    ['1', true],
    ['yes', true],
    ['on', true],
    ['false', false],
    ['False', false],
    ['0', false],
    ['no', false],
    ['off', false],
    [false, false],
    [true, true],
    [1, true],
  ])('takes %j for %j', (text, expected) => {
    const environment = { SECRET_KEY: secret, SESSION_COOKIE_HTTPONLY: text }
    expect(optionsFromEnv({}, environment).cookie).toEqual({ httpOnly: expected })
  })

  it.each(['tru', '2', 'None', ' true', 'y', 'auto'])('refuses %j as a claim', (text) => {
    const environment = { SECRET_KEY: secret, SESSION_COOKIE_HTTPONLY: text }
    const error = failure(() => optionsFromEnv({}, environment))
    expect(error.code).toBe('ERR_OPTIONS')
    expect(error.message).toMatch(/SESSION_COOKIE_HTTPONLY/)
  })

  it("knows 'auto' for the one attribute that has it", () => {
    const environment = { SECRET_KEY: secret, SESSION_COOKIE_SECURE: 'auto' }
    expect(optionsFromEnv({}, environment).cookie).toEqual({ secure: 'auto' })
  })

  it('refuses a SameSite that browsers do not know', () => {
    const environment = { SECRET_KEY: secret, SESSION_COOKIE_SAMESITE: 'Relaxed' }
    const error = failure(() => optionsFromEnv({}, environment))
    expect(error.message).toMatch(/SESSION_COOKIE_SAMESITE.*'Lax'/)
  })

  it('refuses what is no text', () => {
    const environment = { SECRET_KEY: secret, SESSION_COOKIE_NAME: { get: 'a binding' } }
    expect(failure(() => optionsFromEnv({}, environment)).message).toMatch(/SESSION_COOKIE_NAME/)
  })
})

describe('optionsFromEnv: the clocks', () => {
  it('takes PERMANENT_SESSION_LIFETIME for the idle timeout, in seconds', () => {
    const environment = { SECRET_KEY: secret, PERMANENT_SESSION_LIFETIME: '3600' }
    expect(optionsFromEnv({}, environment)).toEqual({ secrets: secret, idleTimeout: 3_600 })
  })

  it('raises the absolute timeout to a longer lifetime and says so in one line', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const environment = { SECRET_KEY: secret, PERMANENT_SESSION_LIFETIME: String(31 * day) }
    const options = optionsFromEnv({}, environment)
    expect(options.idleTimeout).toBe(31 * day)
    expect(options.absoluteTimeout).toBe(31 * day)
    expect(warn.mock.calls.flat().join('\n')).toMatch(/^coatcheck: .*absoluteTimeout.*$/)
  })

  it('leaves the absolute timeout alone for a lifetime of exactly 30 days', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const environment = { SECRET_KEY: secret, PERMANENT_SESSION_LIFETIME: String(30 * day) }
    expect(optionsFromEnv({}, environment)).not.toHaveProperty('absoluteTimeout')
    expect(warn).not.toHaveBeenCalled()
  })

  it('raises nothing when the overrides decide', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const environment = { SECRET_KEY: secret, PERMANENT_SESSION_LIFETIME: String(31 * day) }
    const options = optionsFromEnv({ absoluteTimeout: '60d' }, environment)
    expect(options).toEqual({ secrets: secret, idleTimeout: 31 * day, absoluteTimeout: '60d' })
    expect(warn).not.toHaveBeenCalled()
  })

  it.each(['0', '-5', '1.5', '7d', 'soon', '1e3', ' 60'])('reads %j strictly', (text) => {
    const environment = { SECRET_KEY: secret, PERMANENT_SESSION_LIFETIME: text }
    const error = failure(() => optionsFromEnv({}, environment))
    expect(error.code).toBe('ERR_OPTIONS')
    expect(error.message).toMatch(/PERMANENT_SESSION_LIFETIME/)
  })

  it('takes an empty text for unset', () => {
    const environment = { SECRET_KEY: secret, PERMANENT_SESSION_LIFETIME: '' }
    expect(optionsFromEnv({}, environment)).toEqual({ secrets: secret })
  })

  it('refuses milliseconds taken for seconds', () => {
    const environment = { SECRET_KEY: secret, PERMANENT_SESSION_LIFETIME: '2592000000' }
    const error = failure(() => optionsFromEnv({}, environment))
    expect(error.message).toMatch(/PERMANENT_SESSION_LIFETIME.*not milliseconds/)
  })

  it('leaves the touch interval alone when each request refreshes', () => {
    const environment = { SECRET_KEY: secret, SESSION_REFRESH_EACH_REQUEST: 'true' }
    expect(optionsFromEnv({}, environment)).toEqual({ secrets: secret })
  })

  it.each<[Environment, Partial<Options>, Duration]>([
    [{}, {}, 7 * day],
    [{}, { absoluteTimeout: '1d' }, day],
    [{ PERMANENT_SESSION_LIFETIME: '3600' }, {}, 3_600],
    [{ PERMANENT_SESSION_LIFETIME: '3600' }, { idleTimeout: '2h' }, '2h'],
    [{}, { touchInterval: 5 }, 5],
  ])('never touches when no request refreshes: %j %j', (more, over, expected) => {
    const environment = { SECRET_KEY: secret, SESSION_REFRESH_EACH_REQUEST: 'false', ...more }
    expect(optionsFromEnv(over, environment).touchInterval).toBe(expected)
  })
})

describe('optionsFromEnv: overrides', () => {
  const environment = {
    SECRET_KEY: secret,
    SESSION_COOKIE_NAME: 'shop',
    SESSION_COOKIE_SAMESITE: 'Strict',
    PERMANENT_SESSION_LIFETIME: '3600',
  }

  it('merge the cookie by attribute', () => {
    const { cookie } = optionsFromEnv(
      { cookie: { domain: 'example.com', name: 'bag' } },
      environment,
    )
    expect(cookie).toEqual({ name: 'bag', domain: 'example.com', sameSite: 'strict' })
  })

  it('leave the word of the environment where they are undefined', () => {
    const domain: string | undefined = undefined
    const options = optionsFromEnv(
      { idleTimeout: undefined, cookie: { domain, name: undefined } },
      environment,
    )
    expect(options).toEqual({
      secrets: secret,
      idleTimeout: 3_600,
      cookie: { name: 'shop', sameSite: 'strict' },
    })
  })

  it('pass on what the environment knows nothing of, under its own type', () => {
    const now = (): number => 5
    const seconds: number = optionsFromEnv({ now }, environment).now()
    expect(seconds).toBe(5)
  })

  it('are refused by the compiler when they are no options', () => {
    // @ts-expect-error: a mistyped name
    expect(optionsFromEnv({ idelTimeout: '1h' }, environment)).toHaveProperty('idelTimeout')
  })

  it('give plain optional properties, fit for a type without undefined', () => {
    const options: { idleTimeout?: number | string; cookie?: { name?: string } } = optionsFromEnv(
      { cookie: { name: undefined } },
      environment,
    )
    expect(options.cookie?.name).toBe('shop')
  })
})

describe('optionsFromEnv for createSessions', () => {
  interface Data {
    visits: number
  }
  const environment = { SECRET_KEY: secret, PERMANENT_SESSION_LIFETIME: '1000' }

  /** Opens a session with the cookie of an earlier answer, changes it, and gives the next answer. */
  async function visit(
    sessions: Sessions<Data>,
    earlier: Response | undefined,
    change: (visits: number) => number,
  ): Promise<Response> {
    const cookie = earlier?.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const headers = { cookie, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    const exchange = webExchange(new Request('https://shop.example/', { headers }), undefined)
    const session = await sessions.open(exchange)
    const visits = session.get('visits', 0)
    session.set('visits', change(visits))
    exchange.answerWith(new Response(String(visits)))
    await sessions.commit(session, exchange)
    return exchange.answered() ?? Response.error()
  }

  it.each([
    ['renews', 'true', '2'],
    ['does not renew', 'false', '0'],
  ])(
    'a visit that only reads %s the session when SESSION_REFRESH_EACH_REQUEST is %s',
    async (_, refresh, seen) => {
      let now = 0
      const sessions = createSessions<Data>(
        optionsFromEnv(
          { now: () => now },
          { ...environment, SESSION_REFRESH_EACH_REQUEST: refresh },
        ),
      )
      const first = await visit(sessions, undefined, () => 2)
      now = 900
      const second = await visit(sessions, first, (visits) => visits)
      now = 1_100
      const cookies = second.headers.getSetCookie()
      const third = await visit(sessions, cookies.length > 0 ? second : first, () => 3)
      expect(await third.text()).toBe(seen)
    },
  )

  it('keeps what a fallback sealed', async () => {
    const before = createSessions<Data>(optionsFromEnv({}, { SECRET_KEY: older }))
    const after = createSessions<Data>(
      optionsFromEnv({}, { SECRET_KEY: secret, SECRET_KEY_FALLBACKS: older }),
    )
    const first = await visit(before, undefined, () => 2)
    expect(await (await visit(after, first, () => 3)).text()).toBe('2')
  })

  it('passes a schema on with the type of its data', async () => {
    const schema = v.object({ visits: v.optional(v.number(), 5) })
    const sessions: Sessions<{ visits: number }> = createSessions<Data>(
      optionsFromEnv({ schema }, environment),
    )
    const first = await visit(sessions, undefined, () => 6)
    expect(await (await visit(sessions, first, () => 7)).text()).toBe('6')
  })
})

describe('optionsFromEnv without a process', () => {
  it('finds an empty environment where the runtime has no process', () => {
    const script = `
      const { optionsFromEnv } = await import('./src/options-from-env.ts')
      const log = console.log
      delete globalThis.process
      try { optionsFromEnv() } catch (error) { log(error.code) }`
    const run = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { encoding: 'utf8', env: { ...process.env, SECRET_KEY: secret } },
    )
    expect(run.stdout.trim()).toBe('ERR_SECRET_MISSING')
  })
})
