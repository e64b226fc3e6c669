import { CoatcheckError, createSessions, type ErrorCode, optionsFromEnv } from 'coatcheck'
import { session as ambient, runWithSession } from 'coatcheck/ambient'
import { requireLogin } from 'coatcheck/guards/login'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { secretA, secretB, visitorOf } from '../promises/visitor.ts'

type Data = Record<string, unknown>

// What stands for anything of a visitor that no message may hold.
const intimate = 'marguerite-4242-4242'

/** The error of what a function does at once. */
function errorOf(run: () => unknown): CoatcheckError {
  try {
    run()
  } catch (error) {
    if (error instanceof CoatcheckError) return error
    throw error
  }
  throw new Error('there is no error')
}

/** Options that are wrong in ways only JavaScript can write. */
const made = (options: object): unknown =>
  createSessions<Data>({ secrets: secretA, ...options } as { secrets: string })

interface Case {
  readonly run: () => unknown
  readonly code: ErrorCode
  /** What the message has to name: the place, the limit, the mend. */
  readonly names: readonly string[]
}

const atConstruction: Record<string, Case> = {
  'no secrets': {
    run: () => made({ secrets: undefined }),
    code: 'ERR_SECRET_MISSING',
    names: ['secrets', 'SECRET_KEY', 'npx coatcheck keygen'],
  },
  'an empty list of secrets': {
    run: () => made({ secrets: [] }),
    code: 'ERR_SECRET_MISSING',
    names: ['secrets', 'npx coatcheck keygen'],
  },
  'an empty secret': {
    run: () => made({ secrets: '' }),
    code: 'ERR_SECRET_MISSING',
    names: ['secrets', 'npx coatcheck keygen'],
  },
  'no SECRET_KEY in the environment': {
    run: () => optionsFromEnv({}, {}),
    code: 'ERR_SECRET_MISSING',
    names: ['SECRET_KEY', 'npx coatcheck keygen'],
  },
  'a short secret': {
    run: () => made({ secrets: intimate }),
    code: 'ERR_SECRET_WEAK',
    names: ['secrets[0]', `${intimate.length} bytes`, '32', 'npx coatcheck keygen'],
  },
  'a short fallback': {
    run: () => made({ secrets: [secretA, intimate] }),
    code: 'ERR_SECRET_WEAK',
    names: ['secrets[1]', '32', 'npx coatcheck keygen'],
  },
  'a placeholder': {
    run: () => made({ secrets: 'change-me-change-me-change-me-change-me' }),
    code: 'ERR_SECRET_WEAK',
    names: ['secrets[0]', 'placeholder', 'npx coatcheck keygen'],
  },
  'a secret of one letter': {
    run: () => made({ secrets: 'z'.repeat(64) }),
    code: 'ERR_SECRET_WEAK',
    names: ['secrets[0]', 'npx coatcheck keygen'],
  },
  'the same secret twice': {
    run: () => made({ secrets: [secretA, secretB, secretA] }),
    code: 'ERR_OPTIONS',
    names: ['secrets', 'same', 'remove'],
  },
  'an option that does not exist': {
    run: () => made({ maxAge: 5 }),
    code: 'ERR_OPTIONS',
    names: ['maxAge', 'idleTimeout', 'absoluteTimeout'],
  },
  'a cookie option that does not exist': {
    run: () => made({ cookie: { maxAge: 5 } }),
    code: 'ERR_OPTIONS',
    names: ['cookie.maxAge'],
  },
  'a duration of another unit': {
    run: () => made({ idleTimeout: '7 days' }),
    code: 'ERR_OPTIONS',
    names: ['idleTimeout', '7 days', "'7d'"],
  },
  'a duration that is no number': {
    run: () => made({ idleTimeout: Number.NaN }),
    code: 'ERR_OPTIONS',
    names: ['idleTimeout', 'NaN', "'7d'"],
  },
  'a negative duration': {
    run: () => made({ absoluteTimeout: -1 }),
    code: 'ERR_OPTIONS',
    names: ['absoluteTimeout', '-1'],
  },
  'a duration in milliseconds': {
    run: () => made({ idleTimeout: 7 * 86_400_000 }),
    code: 'ERR_OPTIONS',
    names: ['idleTimeout', '604800000', 'ten years', 'milliseconds'],
  },
  'no time at all': {
    run: () => made({ idleTimeout: 0 }),
    code: 'ERR_OPTIONS',
    names: ['idleTimeout', "'1s'"],
  },
  'an idle timeout that would never act': {
    run: () => made({ idleTimeout: '31d' }),
    code: 'ERR_OPTIONS',
    names: ['idleTimeout', 'absoluteTimeout', '2592000', 'raise'],
  },
  'a touch interval that would log visitors out': {
    run: () => made({ idleTimeout: '1h', touchInterval: '2h' }),
    code: 'ERR_OPTIONS',
    names: ['touchInterval', '7200', 'idleTimeout', '3600', 'shorten'],
  },
  'a clock in milliseconds': {
    run: () => made({ now: () => 1_800_000_000_000 }),
    code: 'ERR_OPTIONS',
    names: ['now', 'seconds'],
  },
  'a cookie name with a space': {
    run: () => made({ cookie: { name: 'my session' } }),
    code: 'ERR_OPTIONS',
    names: ['cookie.name', 'my session', '128'],
  },
  'a prefix that the attributes break': {
    run: () => made({ cookie: { name: '__Host-id', domain: 'shop.example' } }),
    code: 'ERR_OPTIONS',
    names: ['cookie.name', '__Host-', 'domain', 'bare name'],
  },
  'a path without its slash': {
    run: () => made({ cookie: { path: 'app' } }),
    code: 'ERR_OPTIONS',
    names: ['cookie.path', '"app"', "'/'"],
  },
  'a domain with a scheme': {
    run: () => made({ cookie: { domain: 'https://shop.example' } }),
    code: 'ERR_OPTIONS',
    names: ['cookie.domain', 'host name'],
  },
  'SameSite in capitals': {
    run: () => made({ cookie: { sameSite: 'Lax' } }),
    code: 'ERR_OPTIONS',
    names: ['cookie.sameSite', "'lax'"],
  },
  'a cookie that browsers drop': {
    run: () => made({ cookie: { sameSite: 'none', secure: false } }),
    code: 'ERR_OPTIONS',
    names: ['cookie.secure', 'SameSite=None', "'auto'"],
  },
  'a schema that refuses an empty session': {
    run: () => made({ schema: z.object({ userId: z.number() }) }),
    code: 'ERR_OPTIONS',
    names: ['schema', 'data.userId', 'optional'],
  },
  'an asynchronous schema': {
    run: () => made({ schema: z.object({}).refine(async () => true) }),
    code: 'ERR_OPTIONS',
    names: ['schema', 'asynchronous'],
  },
  'a login path of another site': {
    run: () => requireLogin({ loginPath: 'https://evil.example/' }),
    code: 'ERR_OPTIONS',
    names: ['loginPath', "'/login'"],
  },
  'no request around the ambient session': {
    run: () => ambient.subject,
    code: 'ERR_NO_SESSION',
    names: ['session', 'runWithSession'],
  },
}

describe('the message of a mistake made before any request', () => {
  it.each(Object.entries(atConstruction))(
    'names place and mend, and no secret: %s',
    (_what, the) => {
      const error = errorOf(the.run)
      expect(error.code).toBe(the.code)
      expect(error.status).toBe(500)
      for (const name of the.names) expect(error.message).toContain(name)
      const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
      for (const secret of [secretA, secretB, intimate, 'change-me-change', 'zzzz']) {
        expect(told).not.toContain(secret)
      }
    },
  )
})

const schema = z.object({ age: z.number().optional(), list: z.array(z.string()).optional() })

const cases: Record<
  string,
  {
    readonly handle: (session: import('coatcheck').Session<Data>) => unknown
    readonly options?: object
    readonly code: ErrorCode
    readonly names: readonly string[]
  }
> = {
  'a value that cannot be kept': {
    handle: (session) => session.set('cart', [0, 1, { [intimate]: intimate, price: () => 1 }]),
    code: 'ERR_NOT_SERIALIZABLE',
    names: ['data.cart[2].price', 'a function', 'Uint8Array'],
  },
  'a class instance beside somebody’s data': {
    handle: (session) => session.set('profile', { note: 'x', at: new URL('https://shop.example') }),
    code: 'ERR_NOT_SERIALIZABLE',
    names: ['data.profile.at', 'an instance of URL', 'plain objects'],
  },
  'a session that outgrew its cookie': {
    handle: (session) => {
      session.set('note', intimate.repeat(200))
      session.set('history', intimate.repeat(50))
      session.set('draft', intimate.repeat(40))
      session.set('small', 1)
    },
    code: 'ERR_COOKIE_TOO_LARGE',
    names: ['4096', 'note (', 'history (', 'draft (', 'bytes)', 'keep less'],
  },
  'messages that outgrew the cookie beside little data': {
    handle: (session) => {
      session.set('small', 1)
      session.flash(intimate.repeat(200))
    },
    code: 'ERR_COOKIE_TOO_LARGE',
    names: ['4096', 'flash messages'],
  },
  'data that the schema refuses': {
    handle: (session) => {
      session.set('age', intimate)
      session.set('list', ['a', 2])
    },
    options: { schema },
    code: 'ERR_INVALID_DATA',
    names: ['schema', 'data.age', 'data.list.1', 'nothing was written'],
  },
  'an overlong subject': {
    handle: (session) => session.login(intimate.repeat(30)),
    code: 'ERR_INVALID_DATA',
    names: ['session.login(subject)', '512', `${intimate.length * 30} bytes`],
  },
  'an empty subject': {
    handle: (session) => session.login(''),
    code: 'ERR_INVALID_DATA',
    names: ['session.login(subject)', '0 bytes'],
  },
  'an asynchronous update': {
    handle: (session) => session.update((async () => intimate) as unknown as () => string),
    code: 'ERR_OPTIONS',
    names: ['session.update(fn)', 'synchronous'],
  },
}

describe('the message of what a request did wrong', () => {
  it.each(Object.entries(cases))('names path, limit and mend: %s', async (_what, the) => {
    const sessions = createSessions<Data>({ secrets: secretA, ...the.options })
    const { error, status, lines } = await visitorOf(sessions).visit(the.handle)
    expect(error?.code).toBe(the.code)
    expect(status).toBe(500)
    expect(lines).toEqual([])
    for (const name of the.names) expect(error?.message).toContain(name)
  })

  it.each(Object.entries(cases))('holds no value, no id and no secret: %s', async (_what, the) => {
    const sessions = createSessions<Data>({ secrets: secretA, ...the.options })
    const { error } = await visitorOf(sessions).visit(the.handle)
    expect(`${error?.message} ${error?.stack} ${String(error?.cause)}`).not.toContain(intimate)
    expect(error?.message).not.toContain(secretA)
  })
})

describe('the message of a change that comes too late', () => {
  const methods: Record<string, (session: import('coatcheck').Session<Data>) => unknown> = {
    'session.set()': (session) => session.set('note', intimate),
    'session.delete()': (session) => session.delete('note'),
    'session.pop()': (session) => session.pop('note'),
    'session.clear()': (session) => session.clear(),
    'session.logout()': (session) => session.logout(),
    'session.update()': (session) => session.update(() => 1),
    'session.flash()': (session) => session.flash(intimate),
    'session.login()': (session) => session.login(intimate),
    'session.regenerate()': (session) => session.regenerate(),
    'session.permanent': (session) => {
      session.permanent = true
    },
    'session.data': (session) => {
      session.data['note'] = intimate
    },
  }

  it.each(Object.entries(methods))(
    'names what was called, and when it would be in time: %s',
    async (name, change) => {
      const visitor = visitorOf(createSessions<Data>({ secrets: secretA }))
      const { value } = await visitor.visit((session) => session)
      const late = (async () => value !== undefined && change(value))()
      await expect(late).rejects.toMatchObject({ code: 'ERR_HEADERS_SENT', status: 500 })
      await expect(late).rejects.toThrow(name)
      await expect(late).rejects.toThrow('before the first byte')
      await expect(late).rejects.not.toThrow(intimate)
    },
  )
})

describe('the message of a session from elsewhere', () => {
  it('names the call', () => {
    const sessions = createSessions<Data>({ secrets: secretA })
    const stranger = { data: { note: intimate } } as unknown as import('coatcheck').Session<Data>
    const nowhere = {} as import('coatcheck').Exchange // never looked at
    const error = errorOf(() => sessions.commit(stranger, nowhere))
    expect(error.code).toBe('ERR_OPTIONS')
    expect(error.message).toContain('commit(session)')
    expect(error.message).not.toContain(intimate)
  })
})

describe('the ambient session', () => {
  it('has no error inside a request', async () => {
    const visitor = visitorOf(createSessions<object>({ secrets: secretA }))
    const { value } = await visitor.visit((session) =>
      runWithSession(session, () => ambient.subject),
    )
    expect(value).toBeNull()
  })
})

describe('the status of an error', () => {
  it.each<[ErrorCode, number]>([
    ['ERR_SESSION_ENDED', 401],
    ['ERR_STORE_UNAVAILABLE', 503],
    ['ERR_STORE_SETUP', 500],
    ['ERR_HEADERS_SENT', 500],
    ['ERR_INVALID_DATA', 500],
  ])('of %s is %i', (code, status) => {
    expect(new CoatcheckError(code, 'x').status).toBe(status)
  })
})
