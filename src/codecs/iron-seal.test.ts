import fc from 'fast-check'
import { defaults, seal } from 'iron-webcrypto'
import { describe, expect, it } from 'vitest'
import { isRejection } from '../rejection.ts'
import { unsealIron } from './iron-seal.ts'

const first = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const second = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const passwords = new Map([
  ['1', first],
  ['2', second],
])

// As iron-session seals: a password with its id, and the version behind the seal.
async function sealed(data: object, password: object | string = { id: '2', secret: second }) {
  return `${await seal(data, password as string, { ...defaults, ttl: 1_000 })}~2`
}

describe('unsealIron', () => {
  it('gives the JSON and the end of what iron-webcrypto sealed', async () => {
    const before = Date.now()
    const content = unsealIron(await sealed({ visits: 3, name: 'ä€😀' }), passwords)
    expect(content).toMatchObject({ json: '{"visits":3,"name":"ä€😀"}' })
    const end = isRejection(content) ? undefined : content.expiresAtMs
    expect(end).toBeGreaterThanOrEqual(before + 1_000)
    expect(end).toBeLessThanOrEqual(Date.now() + 1_000)
  })

  it('gives no end where the seal has none', async () => {
    const text = `${await seal({}, { id: '1', secret: first }, { ...defaults, ttl: 0 })}~2`
    expect(unsealIron(text, passwords)).toEqual({ json: '{}', expiresAtMs: undefined })
  })

  it('picks the password by the id in the seal, and tries no other', async () => {
    const text = await sealed({ a: 1 }, { id: '1', secret: first })
    expect(unsealIron(text, passwords)).toMatchObject({ json: '{"a":1}' })
    expect(unsealIron(text, new Map([['2', first]]))).toEqual({ rejected: 'unknown-key' })
    expect(unsealIron(text, new Map([['1', second]]))).toEqual({ rejected: 'tampered' })
  })

  it('refuses every change of one character, and says tampered, unknown-key or malformed', async () => {
    const text = await sealed({ user: { id: 7, admin: false } })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: text.length - 1 }),
        fc.constantFrom(...'Aa0-_*~.=9 \n'),
        (at, other) => {
          fc.pre(text[at] !== other)
          const changed = text.slice(0, at) + other + text.slice(at + 1)
          const result = unsealIron(changed, passwords)
          expect(['tampered', 'unknown-key', 'malformed']).toContain(
            isRejection(result) ? result.rejected : 'accepted',
          )
        },
      ),
    )
  })

  it.each(['', '~1', '~3', '~2~2', '~2\n', '~22'])(
    'takes one spelling of the version: not %j',
    async (version) => {
      const text = (await sealed({})).replace(/~2$/, version)
      expect(unsealIron(text, passwords)).toEqual({ rejected: 'malformed' })
    },
  )

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(unsealIron(text, passwords)).toEqual({ rejected: 'malformed' })
      }),
    )
    expect(unsealIron('Fe26.2*'.repeat(3_000), passwords)).toEqual({ rejected: 'malformed' })
  })
})
