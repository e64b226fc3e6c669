import { createSessions, type SessionEvent } from 'coatcheck'
import { flaskCodec, markup, tuple, uuid } from 'coatcheck/codecs/flask'
import { csrfToken, verifyCsrfToken } from 'coatcheck/guards/csrf'
import { requireFreshLogin } from 'coatcheck/guards/login'
import { memoryStore } from 'coatcheck/stores/memory'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { CodecOptions } from '../../src/options.ts'
import { clockAt, navigation, type Visitor, visitorOf } from '../promises/visitor.ts'
import { cookieOf, jsonIn, secret, textIn } from './hand-made.ts'

type Data = Record<string, unknown>

const start = 1_700_000_000
const day = 86_400

afterEach(() => {
  vi.restoreAllMocks()
})

function shared({
  cookie,
  subjectKey,
  ...options
}: Partial<CodecOptions<Data>> & { cookie?: { name?: string }; subjectKey?: string } = {}) {
  const clock = clockAt(start)
  const events: SessionEvent[] = []
  const sessions = createSessions<Data>({
    codec: flaskCodec({ secrets: secret, subjectKey }),
    now: clock.now,
    onEvent: (event) => events.push(event),
    cookie,
    ...options,
  })
  const visitor = visitorOf(sessions)
  return { clock, events, visitor, sessions }
}

/** Gives the visitor what Flask would have written. */
function byFlask({ jar }: Visitor<Data>, json: string, at: number): void {
  jar.set('session', cookieOf(json, at))
}

function held({ jar }: Visitor<Data>): Data {
  return jsonIn(jar.get('session') ?? '')
}

describe('who is logged in', () => {
  it.each([
    ['a number', 42, 42],
    ['text that is a whole number', '42', 42],
    ['a negative number', -1, -1],
    ['text', 'ada', 'ada'],
    ['text with a zero before it', '007', '007'],
    ['a number that JavaScript cannot hold', '9007199254740993', '9007199254740993'],
  ])('is written under user_id: %s', async (_, subject, kept) => {
    const { visitor } = shared()
    await visitor.visit((session) => session.login(subject))
    expect(held(visitor)).toMatchObject({ user_id: kept })
    expect((await visitor.visit((session) => session.subject)).value).toBe(String(subject))
  })

  it.each([
    ['a number', '7', '7'],
    ['text', '"ada"', 'ada'],
    ['a whole number of any size', '12345678901234567890', '12345678901234567890'],
    ['a UUID', '{" u":"cd613e30d8f16adf91b7584a2265b1f5"}', 'cd613e30-d8f1-6adf-91b7-584a2265b1f5'],
    ['zero', '0', '0'],
    ['no text', '""', null],
    ['null', 'null', null],
    ['a boolean', 'true', null],
    ['a float', '1.5', null],
    ['a list', '[1]', null],
    ['text of 513 bytes', `"${'x'.repeat(513)}"`, null],
    ['text that is not well formed', '"\\ud800"', null],
  ])('is read from user_id: %s', async (_, json, subject) => {
    const { visitor } = shared()
    byFlask(visitor, `{"user_id":${json}}`, start)
    const { value } = await visitor.visit((session) => session.subject)
    expect(value).toBe(subject)
  })

  it('stays text where the app has text, as Flask-Login does', async () => {
    const { visitor } = shared({ subjectKey: '_user_id' })
    byFlask(visitor, '{"_user_id":"41"}', start)
    await visitor.visit((session) => session.login(41))
    expect(held(visitor)).toMatchObject({ _user_id: '41' })
    await visitor.visit((session) => session.login(42))
    expect(held(visitor)).toMatchObject({ _user_id: '42' })
    await visitor.visit((session) => {
      session.login(43)
      session.set('_user_id', '43')
    })
    expect(held(visitor)).toMatchObject({ _user_id: '43' })
  })

  it('stays the UUID it was', async () => {
    const { visitor } = shared()
    const kept = { ' u': 'cd613e30d8f16adf91b7584a2265b1f5' }
    byFlask(visitor, JSON.stringify({ user_id: kept }), start)
    await visitor.visit((session) => session.login(session.subject ?? ''))
    expect(held(visitor)).toMatchObject({ user_id: kept })
  })

  it('is whom the data names, once the app put it there without a login', async () => {
    const { visitor } = shared()
    await visitor.visit((session) => session.set('user_id', 9))
    const { value } = await visitor.visit(({ subject, authenticatedAt }) => ({
      subject,
      authenticatedAt,
    }))
    expect(value).toEqual({ subject: '9', authenticatedAt: null })
  })

  it('is nobody once the app took it out of the data', async () => {
    const { visitor } = shared()
    await visitor.visit((session) => {
      session.login(9)
      session.set('visits', 1)
    })
    await visitor.visit((session) => session.delete('user_id'))
    const { value } = await visitor.visit(({ subject, data }) => ({ subject, data: { ...data } }))
    expect(value).toEqual({ subject: null, data: { visits: 1 } })
  })

  it('ends the session when nothing else was in it, also with a server error', async () => {
    for (const status of [200, 500]) {
      const { visitor } = shared()
      await visitor.visit((session) => session.login(9))
      await visitor.visit((session) => session.delete('user_id'), { status })
      expect(visitor.jar.size).toBe(0)
    }
  })

  it('cannot be one by login and another by data', async () => {
    const { visitor } = shared()
    const { error } = await visitor.visit((session) => {
      session.login('ada')
      session.set('user_id', 7)
    })
    expect(error).toMatchObject({ code: 'ERR_INVALID_DATA' })
    expect(error?.message).toContain('data.user_id')
    expect(visitor.jar.size).toBe(0)
  })

  it('stays logged in where a schema strips the key', async () => {
    const schema = z.object({ visits: z.number().optional() })
    const { visitor } = shared({ schema })
    byFlask(visitor, '{"user_id":7,"visits":1}', start)
    await visitor.visit((session) => session.set('visits', 2))
    expect(held(visitor)).toMatchObject({ user_id: 7, visits: 2 })
    await visitor.visit((session) => session.login(8))
    expect(held(visitor)).toMatchObject({ user_id: 8 })
    const kept = { ' u': 'cd613e30d8f16adf91b7584a2265b1f5' }
    byFlask(visitor, JSON.stringify({ user_id: kept }), start)
    await visitor.visit((session) => {
      session.login(session.subject ?? '')
      session.set('visits', 3)
    })
    expect(held(visitor)).toMatchObject({ user_id: kept, visits: 3 })
  })
})

describe('a session that Flask made', () => {
  const json = '{"user_id":7}'

  it('counts its clocks from the time of its cookie', async () => {
    const { visitor } = shared()
    byFlask(visitor, json, start - day)
    const { value } = await visitor.visit(({ createdAt, authenticatedAt, expiresAt, isNew }) => ({
      createdAt,
      authenticatedAt,
      expiresAt,
      isNew,
    }))
    const createdAt = start - day
    const expiresAt = createdAt + 7 * day
    expect(value).toEqual({ createdAt, authenticatedAt: null, expiresAt, isNew: false })
  })

  it('is taken into our keeping by the next page, and by nothing less', async () => {
    const { visitor, clock } = shared()
    byFlask(visitor, json, start)
    clock.turn(10)
    const read = (session: { subject: string | null; handle: string }) => session.handle
    expect((await visitor.visit(read)).lines).toEqual([])
    const { value, lines } = await visitor.visit(read, { request: navigation })
    expect(lines).toHaveLength(1)
    expect(held(visitor)).toMatchObject({ _coatcheck: [expect.any(String), start, null, '7'] })
    const later = await visitor.visit(({ handle, createdAt }) => ({ handle, createdAt }), {
      request: navigation,
    })
    expect(later).toMatchObject({ value: { handle: value, createdAt: start }, lines: [] })
  })

  it('is no fresh login, until there is one here', async () => {
    const { visitor, clock } = shared()
    const guard = requireFreshLogin({ within: '10m', loginPath: '/login', now: clock.now })
    const isFresh = async () => {
      const { value } = await visitor.visit(
        (session) =>
          guard({ session, method: 'GET', url: 'https://x/', header: () => undefined }) ===
          undefined,
      )
      return value
    }
    byFlask(visitor, json, start)
    expect(await isFresh()).toBe(false)
    await visitor.visit((session) => session.login(7))
    expect(await isFresh()).toBe(true)
  })

  it('with nothing in it is no session, and its cookie is left alone', async () => {
    const { visitor } = shared()
    for (const empty of ['{}', '{"_permanent":true}']) {
      byFlask(visitor, empty, start)
      for (const status of [200, 500]) {
        const { lines } = await visitor.visit((session) => session.get('visits'), {
          request: navigation,
          status,
        })
        expect(lines).toEqual([])
      }
    }
    const { lines } = await visitor.visit((session) => session.set('visits', 1))
    expect(lines).toHaveLength(1)
    expect(held(visitor)).toMatchObject({ _permanent: true, visits: 1 })
  })
})

describe('a session that was made here', () => {
  it('keeps its login when Flask signs it anew, and its absolute clock stands', async () => {
    const { visitor, clock } = shared()
    await visitor.visit((session) => session.login(7))
    const { _coatcheck } = held(visitor)
    for (const at of [5 * day, 10 * day, 15 * day, 20 * day, 25 * day]) {
      byFlask(visitor, JSON.stringify({ _coatcheck, user_id: 7, visits: 1 }), start + at)
    }
    clock.turn(29 * day)
    const { value } = await visitor.visit(({ subject, authenticatedAt }) => ({
      subject,
      authenticatedAt,
    }))
    expect(value).toEqual({ subject: '7', authenticatedAt: start })
    clock.turn(day)
    expect((await visitor.visit((session) => session.subject)).value).toBe(null)
  })

  it('is another login when Flask changed who is logged in', async () => {
    const { visitor, clock } = shared()
    await visitor.visit((session) => session.login(7))
    const { _coatcheck } = held(visitor)
    clock.turn(day)
    byFlask(visitor, JSON.stringify({ _coatcheck, user_id: 8 }), start + day)
    const { value } = await visitor.visit(({ subject, authenticatedAt, createdAt }) => ({
      subject,
      authenticatedAt,
      createdAt,
    }))
    expect(value).toEqual({ subject: '8', authenticatedAt: null, createdAt: start + day })
  })

  it('goes on when the key that is ours is damaged', async () => {
    const id = 'A'.repeat(22)
    const began = start - day
    const bad = [
      'x',
      [],
      [7, began],
      ['AAAA', began],
      [id, 1.5],
      [id, -1],
      [id, began, 'x'],
      [id, began, null, 7],
      [id, began, null, null, 1],
      [id, began, null, null, true, 1],
    ]
    for (const _coatcheck of bad) {
      const { visitor } = shared()
      byFlask(visitor, JSON.stringify({ _coatcheck, visits: 1 }), start)
      const { value } = await visitor.visit(({ data, createdAt }) => ({
        data: { ...data },
        createdAt,
      }))
      expect(value).toEqual({ data: { visits: 1 }, createdAt: start })
    }
  })

  it('has a token for forms, also with nothing in it', async () => {
    const { visitor } = shared()
    const { value: token } = await visitor.visit((session) => csrfToken(session))
    const isGood = async () => {
      const { value } = await visitor.visit((session) => verifyCsrfToken(session, token))
      return value
    }
    expect(await isGood()).toBe(true)
    await visitor.visit((session) => session.set('visits', 1))
    await visitor.visit((session) => session.delete('visits'))
    expect(await isGood()).toBe(true)
  })

  it('reads without writing, and writes nothing for an equal value', async () => {
    const { visitor } = shared()
    await visitor.visit((session) => session.set('cart', { 7: 1 }))
    expect((await visitor.visit((session) => session.get('cart'))).lines).toEqual([])
    expect((await visitor.visit((session) => session.set('cart', { 7: 1 }))).lines).toEqual([])
  })
})

describe('the cookie', () => {
  it('is called session, as Flask has it, and is Secure', async () => {
    const { visitor } = shared()
    const { lines } = await visitor.visit((session) => session.set('visits', 1))
    expect(lines[0]).toMatch(/^session=/)
    expect(lines[0]).toMatch(/; Secure/)
  })

  it('is called as the app says', async () => {
    for (const name of ['sid', '__Host-sid']) {
      const { visitor } = shared({ cookie: { name } })
      await visitor.visit((session) => session.set('visits', 1))
      expect([...visitor.jar.keys()]).toEqual([name])
    }
  })

  it('is refused when it would be too large, by name of the key', async () => {
    const { visitor } = shared()
    const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(3_000))).toString('base64')
    const { error } = await visitor.visit((session) => session.set('noise', noise))
    expect(error).toMatchObject({ code: 'ERR_COOKIE_TOO_LARGE' })
    expect(error?.message).toContain('noise')
  })

  it('is compressed where that is shorter', async () => {
    const { visitor } = shared()
    await visitor.visit((session) => session.set('long', 'abc '.repeat(2_000)))
    expect(visitor.jar.get('session')).toMatch(/^\./)
    expect((await visitor.visit((session) => session.get('long'))).value).toBe('abc '.repeat(2_000))
  })
})

describe('data', () => {
  it('comes back as it was, of every kind that Flask knows', async () => {
    const data = {
      tuple: tuple([1, tuple(['two']), { ' t': 3 }]),
      uuid: uuid('CD613E30-D8F1-6ADF-91B7-584A2265B1F5'),
      markup: markup('<b>hi</b>'),
      bytes: Uint8Array.of(0, 255),
      date: new Date('2026-11-22T18:46:03Z'),
      big: 2n ** 70n,
      numbers: [1, 1.5, -0, Number.NaN, 2 ** 60, 1e21],
      nothing: null,
      text: '\ud800 東京',
      ' t': 1,
    }
    const { visitor } = shared()
    await visitor.visit((session) => Object.assign(session.data, data))
    const { value } = await visitor.visit((session) => ({ ...session.data }))
    expect(value).toEqual(data)
    await visitor.visit((session) => session.update((live) => Object.assign(live, { visits: 1 })))
    expect((await visitor.visit((session) => ({ ...session.data }))).value).toEqual({
      ...data,
      visits: 1,
    })
  })

  it('leaves a float what it was while other values change', async () => {
    const { visitor } = shared()
    byFlask(visitor, '{"price":1.0,"cart":[{"sum":10.0,"count":2}],"visits":1}', start)
    await visitor.visit((session) => session.set('visits', 2))
    expect(textIn(visitor.jar.get('session') ?? '')).toContain(
      '"price":1.0,"cart":[{"sum":10.0,"count":2}],"visits":2',
    )
  })

  it.each([
    ['undefined', undefined, 'data.x holds undefined'],
    ['a Set', new Set([1]), 'data.x holds a Set'],
    ['a Map of another kind', new Map([['a', 1]]), 'data.x holds a Map'],
    ['a tuple that holds none', new Map([['tuple', 1]]), 'data.x holds a Map'],
    ['milliseconds', new Date(1), 'data.x holds a Date'],
    ['no date', new Date(Number.NaN), 'data.x holds a Date'],
    ['a date of the year 99', new Date('0099-01-01T00:00:00Z'), 'data.x holds a Date'],
    ['a hole', Array(1), 'data.x[0] holds undefined'],
    ['it deep inside', { 'a b': [tuple([{ c: new Set() }])] }, 'data.x["a b"][0][0].c holds a Set'],
    ['a function', () => 1, 'data.x holds a function'],
  ])('is refused with its path where it holds %s', async (_, x, message) => {
    const { visitor } = shared()
    const { error } = await visitor.visit((session) => session.set('x', x))
    expect(error).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE' })
    expect(error?.message).toContain(message)
  })

  it('is refused where it would be written too often, or lies too deep', async () => {
    let twice: unknown = []
    for (let i = 0; i < 40; i += 1) twice = [twice, twice]
    let deep: unknown = []
    for (let i = 0; i < 101; i += 1) deep = [deep]
    for (const x of [twice, deep]) {
      const { visitor } = shared()
      const { error } = await visitor.visit((session) => session.set('x', x))
      expect(error).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE' })
    }
  })

  it('is refused under a key that the session needs', async () => {
    const { visitor } = shared()
    const ours = await visitor.visit((session) => session.set('_coatcheck', 1))
    expect(ours.error).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE' })
    const messages = await visitor.visit((session) => {
      session.set('_flashes', 'none')
      session.flash('Saved')
    })
    expect(messages.error).toMatchObject({ code: 'ERR_NOT_SERIALIZABLE' })
  })
})

describe('messages', () => {
  it('come from Flask as text, and markup stays markup until it is taken', async () => {
    const { visitor } = shared()
    const markupFlash = { ' t': ['message', { ' m': '<b>Hi</b>' }] }
    byFlask(visitor, JSON.stringify({ _flashes: [markupFlash, ['error', 'No']] }), start)
    await visitor.visit((session) => session.flash('Saved'))
    expect(held(visitor)['_flashes']).toEqual([
      markupFlash,
      { ' t': ['error', 'No'] },
      { ' t': ['message', 'Saved'] },
    ])
    const { value } = await visitor.visit((session) => session.takeFlashes())
    expect(value).toEqual([
      { text: '<b>Hi</b>', category: 'message' },
      { text: 'No', category: 'error' },
      { text: 'Saved', category: 'message' },
    ])
  })

  it('of a form that Flask does not write stay in the data', async () => {
    for (const _flashes of [
      'none',
      [['one']],
      [[1, 'two']],
      [['one', 2]],
      [['one', { ' t': [] }]],
    ]) {
      const { visitor } = shared()
      byFlask(visitor, JSON.stringify({ _flashes, visits: 1 }), start)
      await visitor.visit((session) => session.set('visits', 2))
      expect(held(visitor)).toMatchObject({ _flashes, visits: 2 })
    }
  })
})

describe('createSessions with a codec', () => {
  const codec = flaskCodec({ secrets: secret })

  it('takes no secrets and no store beside it', () => {
    // @ts-expect-error a codec brings its own
    expect(() => createSessions({ codec, secrets: secret })).toThrow('leave secrets out')
    // @ts-expect-error the data is in the cookie
    expect(() => createSessions({ codec, store: memoryStore() })).toThrow('leave store out')
    // @ts-expect-error there is no store to copy from
    expect(() => createSessions({ codec, cacheInCookie: true })).toThrow('cacheInCookie')
    // @ts-expect-error it is none
    expect(() => createSessions({ codec: {} })).toThrow('codec: it is none')
  })

  it('has nothing that needs a store', () => {
    expect('list' in createSessions({ codec })).toBe(false)
    // @ts-expect-error without a store nothing can be listed
    expect(createSessions({ codec }).list).toBeUndefined()
  })
})

describe('flaskCodec', () => {
  it('says once that a secret is weak, and not what it is', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    flaskCodec({ secrets: [secret, 'dev', 'hunter2'] })
    expect(warn).toHaveBeenCalledOnce()
    const said = String(warn.mock.calls[0])
    expect(said).toContain('secrets[1], secrets[2]')
    expect(said).not.toMatch(/hunter2|'dev'/)
    flaskCodec({ secrets: secret })
    expect(warn).toHaveBeenCalledOnce()
  })

  it.each([
    ['no secret', { secrets: '' }, 'ERR_SECRET_MISSING'],
    ['no secrets', { secrets: [] }, 'ERR_SECRET_MISSING'],
    ['an empty fallback', { secrets: [secret, ''] }, 'ERR_SECRET_MISSING'],
    ['a number for a secret', { secrets: 7 }, 'ERR_OPTIONS'],
    ['a number among the secrets', { secrets: [7] }, 'ERR_OPTIONS'],
    ['a secret twice', { secrets: [secret, secret] }, 'ERR_OPTIONS'],
    ['an unknown digest', { secrets: secret, digest: 'md5' }, 'ERR_OPTIONS'],
    ['an unknown derivation', { secrets: secret, keyDerivation: 'pbkdf2' }, 'ERR_OPTIONS'],
    ['a salt that is no text', { secrets: secret, salt: 7 }, 'ERR_OPTIONS'],
    ['no key for the subject', { secrets: secret, subjectKey: '' }, 'ERR_OPTIONS'],
    [
      'the key of messages for the subject',
      { secrets: secret, subjectKey: '_flashes' },
      'ERR_OPTIONS',
    ],
    ['our own key for the subject', { secrets: secret, subjectKey: '_coatcheck' }, 'ERR_OPTIONS'],
  ])('refuses %s', (_, options, code) => {
    // Wrong on purpose.
    expect(() => flaskCodec(options as { secrets: string })).toThrow(
      expect.objectContaining({ code }),
    )
  })

  it('takes secrets as bytes', async () => {
    const { visitor } = shared({ codec: flaskCodec({ secrets: Buffer.from(secret) }) })
    byFlask(visitor, '{"visits":1}', start)
    expect((await visitor.visit((session) => session.get('visits'))).value).toBe(1)
  })
})
