import { readFileSync } from 'node:fs'
import { type FlaskReaderOptions, flaskReader } from 'coatcheck/codecs/flask'
import { describe, expect, it, vi } from 'vitest'
import { cookieOf, secret, signed } from './hand-made.ts'

const now = 1_700_000_000
const day = 86_400
const newSecret = 'after-9b3e60d7f2a8c145-after-9b3e60d7f2a8c145'
const until = '2030-01-01T00:00:00Z'

function readingOf(
  cookies: string | readonly string[],
  options: Partial<FlaskReaderOptions> = {},
): unknown {
  const reader = flaskReader({ secrets: secret, until, ...options })
  const texts = typeof cookies === 'string' ? [cookies] : cookies
  return reader.read((name) => (name === (options.name ?? 'session') ? texts : []), now)
}

describe('flaskReader', () => {
  it('gives what Flask kept, without the kinds that only Python tells apart', () => {
    const json = JSON.stringify({
      _permanent: true,
      _flashes: [{ ' t': ['message', 'Hi'] }],
      user_id: 7,
      tuple: { ' t': [1, { ' t': ['two'] }] },
      bytes: { ' b': 'AP8=' },
      id: { ' u': 'cd613e30d8f16adf91b7584a2265b1f5' },
      html: { ' m': '<b>hi</b>' },
      at: { ' d': 'Tue, 14 Nov 2023 22:13:20 GMT' },
      list: [{ ' di': { ' t__': 1 } }],
    })
    expect(readingOf(cookieOf(json, now - day))).toEqual({
      data: {
        user_id: 7,
        tuple: [1, ['two']],
        bytes: Uint8Array.of(0, 255),
        id: 'cd613e30-d8f1-6adf-91b7-584a2265b1f5',
        html: '<b>hi</b>',
        at: new Date('2023-11-14T22:13:20Z'),
        list: [{ ' t': 1 }],
      },
      identity: expect.stringMatching(/^[\w-]+\.[\w-]+$/),
      subject: '7',
      createdAt: now - day,
      authenticatedAt: undefined,
      permanent: true,
    })
  })

  it('keeps the clocks of a session that was shared before', () => {
    const _coatcheck = ['A'.repeat(22), now - 9 * day, now - 8 * day, 'ada']
    const cookie = cookieOf(JSON.stringify({ name: 'ada', _coatcheck }), now - day)
    expect(readingOf(cookie, { subjectKey: 'name' })).toMatchObject({
      data: { name: 'ada' },
      subject: 'ada',
      createdAt: now - 9 * day,
      authenticatedAt: now - 8 * day,
    })
  })

  it('refuses a cookie older than Flask would take, 31 days unless told otherwise', () => {
    const aged = (seconds: number) => cookieOf('{"a":1}', now - seconds)
    expect(readingOf(aged(31 * day - 1))).toMatchObject({ data: { a: 1 } })
    expect(readingOf(aged(31 * day))).toEqual({ rejected: 'idle' })
    expect(readingOf(aged(day), { lifetime: '1d' })).toEqual({ rejected: 'idle' })
    expect(readingOf(aged(-60))).toMatchObject({ createdAt: now })
    expect(readingOf(aged(-61))).toEqual({ rejected: 'malformed' })
  })

  it('tries every cookie of the name, and says why the first was refused', () => {
    const good = cookieOf('{"a":1}', now)
    expect(readingOf([])).toBeNull()
    expect(readingOf(['x', good], { name: 'sid' })).toMatchObject({ data: { a: 1 } })
    expect(readingOf([`${good.slice(0, -2)}AA`, 'x'])).toEqual({ rejected: 'tampered' })
  })

  it('reads what older secrets signed', () => {
    expect(readingOf(signed('e30', now), { secrets: [newSecret, secret] })).toMatchObject({
      data: {},
    })
  })

  it('throws at no odd cookie', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const file = new URL('../vectors/flask-odd.json', import.meta.url)
    const odd = JSON.parse(readFileSync(file, 'utf8'))
    for (const { cookie } of odd.cases) {
      expect(readingOf(cookie, { secrets: odd.secret })).toEqual(expect.any(Object))
    }
    vi.restoreAllMocks()
  })

  it('is told until when, and what its cookie is called', () => {
    expect(flaskReader({ secrets: secret, until, name: 'sid', path: '/shop' })).toMatchObject({
      source: 'flask',
      cookieNames: ['sid'],
      until: Date.parse(until) / 1_000,
      path: '/shop',
    })
    expect(() => flaskReader({ secrets: secret, until: 'soon' })).toThrow('until')
    expect(() => flaskReader({ secrets: secret, until, lifetime: -1 })).toThrow('lifetime')
  })
})
