import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { createSessions } from 'coatcheck'
import { flaskCodec } from 'coatcheck/codecs/flask'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { visitorOf } from '../promises/visitor.ts'
import { secret as handSecret, signed } from './hand-made.ts'

interface Odd {
  readonly secret: string
  readonly now: number
  readonly lifetimeSeconds: number
  readonly cases: readonly { readonly name: string; readonly cookie: string }[]
}

const file = new URL('../vectors/flask-odd.json', import.meta.url)
const { secret, now, lifetimeSeconds, cases }: Odd = JSON.parse(readFileSync(file, 'utf8'))

// What is not here is malformed: of each session there is the one spelling that Flask itself writes,
// and nothing a visitor or another program made of it is guessed at.
const answers: Readonly<Record<string, unknown>> = {
  valid: { a: 1 },
  compressed: { a: 1 },
  // Flask writes these.
  'payload NaN': { a: Number.NaN },
  bigint: { a: 123456789012345678901234567890n },
  // Two machines' clocks may differ by a minute; Flask refuses it until its own clock is there.
  'ts in future by 1s': { a: 1 },
  // On the boundary second a session is over; with Flask only the second after.
  'ts exactly max_age': 'idle',
  'ts max_age+1': 'idle',
  'ts=0 (empty ts)': 'absolute',
}

async function answerTo(cookie: string, key = secret): Promise<unknown> {
  let reason: unknown
  const sessions = createSessions<Record<string, unknown>>({
    codec: flaskCodec({ secrets: key }),
    idleTimeout: lifetimeSeconds,
    absoluteTimeout: lifetimeSeconds + 86_400,
    now: () => now,
    onEvent(event) {
      if (event.type === 'rejected') reason = event.reason
    },
  })
  const visitor = visitorOf(sessions, undefined, new Map([['session', cookie]]))
  const { value, status, lines } = await visitor.visit((session) => ({ ...session.data }))
  expect({ status, lines }).toEqual({ status: 200, lines: [] })
  return reason ?? value
}

// Their secret is weak on purpose, and that is said each time.
beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterAll(() => {
  vi.restoreAllMocks()
})

describe('an odd cookie', () => {
  it('has been made in 66 ways', () => {
    expect(cases).toHaveLength(66)
    for (const name of Object.keys(answers)) expect(cases.map((one) => one.name)).toContain(name)
  })

  for (const { name, cookie } of cases) {
    const answer = Object.hasOwn(answers, name) ? answers[name] : 'malformed'
    it(`(${name}) is ${typeof answer === 'string' ? `refused: ${answer}` : 'read'}`, async () => {
      expect(await answerTo(cookie)).toEqual(answer)
    })
  }

  const others: Readonly<Record<string, string>> = {
    'inflates to more than 262,144 bytes': `.${deflateSync(`{"a":"${'a'.repeat(262_144)}"}`).toString('base64url')}`,
    'is longer than any browser keeps': Buffer.from(`{"a":"${'a'.repeat(3_100)}"}`).toString(
      'base64url',
    ),
    'holds a number of 5,000 digits': `.${deflateSync(`{"a":${'7'.repeat(5_000)}}`).toString('base64url')}`,
    'lies deeper than 100 levels': `.${deflateSync(`{"a":${'['.repeat(101)}${']'.repeat(101)}}`).toString('base64url')}`,
    'holds a date of the year 99': Buffer.from(
      '{"a":{" d":"Thu, 01 Jan 0099 00:00:00 GMT"}}',
    ).toString('base64url'),
    'holds a date of the year 10000': Buffer.from(
      '{"a":{" d":"Sat, 01 Jan 10000 00:00:00 GMT"}}',
    ).toString('base64url'),
    'is a tuple at the top, of what a dict would be':
      Buffer.from('{" t":{" t__":1}}').toString('base64url'),
    'has a weekday that is wrong': Buffer.from(
      '{"a":{" d":"Mon, 14 Nov 2023 22:13:20 GMT"}}',
    ).toString('base64url'),
    // Neither notation of ours could hold both.
    'holds __proto__ beside a tag': Buffer.from('{"__proto__":1,"a":{" t":[]}}').toString(
      'base64url',
    ),
    'says nothing behind a key': Buffer.from('{"a":}').toString('base64url'),
    'ends in the middle': Buffer.from('{"a":"b').toString('base64url'),
    'begins a number with zero': Buffer.from('{"a":01}').toString('base64url'),
    'holds a control character': Buffer.from('{"a":"\n"}').toString('base64url'),
  }
  for (const [what, payload] of Object.entries(others)) {
    it(`that ${what} is refused: malformed`, async () => {
      expect(await answerTo(signed(payload, now), handSecret)).toBe('malformed')
    })
  }

  it('whose time has a zero byte before it is refused: malformed', async () => {
    expect(await answerTo(signed('e30', now, 10), handSecret)).toBe('malformed')
  })

  it('of a clock more than a minute ahead is refused: malformed', async () => {
    expect(await answerTo(signed('e30', now + 60), handSecret)).toEqual({})
    expect(await answerTo(signed('e30', now + 61), handSecret)).toBe('malformed')
  })

  it('that is changed in any one character is refused', async () => {
    const cookie = signed(Buffer.from('{"user_id":1}').toString('base64url'), now)
    expect(await answerTo(cookie, handSecret)).toEqual({ user_id: 1 })
    for (const [i, character] of [...cookie].entries()) {
      const other = character === 'A' ? 'B' : 'A'
      const changed = `${cookie.slice(0, i)}${other}${cookie.slice(i + 1)}`
      expect(await answerTo(changed, handSecret)).toMatch(/^(tampered|malformed)$/)
    }
  })
})
