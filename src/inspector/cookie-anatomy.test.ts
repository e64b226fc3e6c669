import { describe, expect, it } from 'vitest'
import { sealedCodec } from '../codecs/sealed.ts'
import { cookieForms } from '../cookie/cookie-forms.ts'
import { cookieBytes } from '../cookie/set-cookie.ts'
import { keyRing } from '../crypto/key-ring.ts'
import { writeLossless } from '../encoding/lossless-json.ts'
import type { SessionRecord } from '../record.ts'
import { anatomyOf } from './cookie-anatomy.ts'
import type { Sight } from './sight.ts'

const { secure: form } = cookieForms({})
const codec = sealedCodec(keyRing('a secret of at least thirty-two bytes, for a test'))

function recordOf(data: object, more: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: new Uint8Array(16),
    createdAt: 1,
    touchedAt: 1,
    authenticatedAt: null,
    subject: null,
    permanent: false,
    flashes: [],
    body: writeLossless(data, 'data'),
    ...more,
  }
}

function sightOf(record: SessionRecord | null, valueLength: number | undefined): Sight {
  return {
    record,
    data: {},
    handle: null,
    isForeign: false,
    keptIn: 'cookie',
    cookie: { form, valueLength, isSealed: record !== null },
    copy: undefined,
    heard: [],
    failure: undefined,
    timeouts: { idleTimeout: 60, absoluteTimeout: 60, touchInterval: 6 },
    now: 1,
  }
}

describe('anatomyOf', () => {
  it.each([
    ['plain data', recordOf({ cart: { 7: 2 }, theme: 'dark' })],
    ['nothing', recordOf({})],
    ['rich data', recordOf({ at: new Date(0), big: 10n, same: new Set(['ü', '🎩']) })],
    [
      'a login and messages',
      recordOf(
        { a: 1 },
        { subject: 'ada', authenticatedAt: 1, flashes: [{ text: 'Saved', category: 'message' }] },
      ),
    ],
    ['many keys', recordOf(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, i])))],
  ])('accounts for every byte of a cookie with %s', (_what, record) => {
    const value = codec.seal(record, form.name)
    const sight = sightOf(record, value.length)
    const anatomy = anatomyOf(sight, sight.cookie)
    const bytes = cookieBytes(form.name, value)
    expect(anatomy?.bytes).toBe(bytes)
    expect(anatomy?.parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes)
    expect(anatomy?.parts.every((part) => part.bytes >= 0)).toBe(true)
    expect(anatomy?.parts[1]).toMatchObject({ kind: 'envelope', bytes: 60 })
  })

  it('names the largest keys first', () => {
    const record = recordOf({ small: 1, large: 'x'.repeat(500) })
    const sight = sightOf(record, codec.seal(record, form.name).length)
    const labels = anatomyOf(sight, sight.cookie)?.parts.map(({ label }) => label)
    expect(labels?.slice(-2)).toEqual(['data.large', 'data.small'])
  })

  it('does not take a refused cookie apart, and none at all where there is none', () => {
    const refused = sightOf(null, 200)
    expect(anatomyOf(refused, refused.cookie)?.parts.map(({ kind }) => kind)).toEqual([
      'name',
      'rest',
    ])
    const none = sightOf(null, undefined)
    expect(anatomyOf(none, none.cookie)).toBeUndefined()
  })
})
