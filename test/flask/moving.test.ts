import { createSessions, type Sessions } from 'coatcheck'
import { flaskCodec, flaskReader, tuple } from 'coatcheck/codecs/flask'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { localShop, secureName, shop, visitorOf } from '../promises/visitor.ts'
import { cookieOf, secret } from './hand-made.ts'

type Data = Record<string, unknown>

const now = (): number => 1_700_000_000
const own = 'moved-8a1c5f0e93d7b264-moved-8a1c5f0e93d7b264'
const acceptAlso = [flaskReader({ secrets: secret, until: '2030-01-01T00:00:00Z' })]
const kept = '{"user_id":7,"visits":2,"at":{" t":[1,2]}}'

const places: Readonly<Record<string, () => Sessions<Data>>> = {
  'in the cookie': () => createSessions<Data>({ secrets: own, now, acceptAlso }),
  'in a store': () => createSessions<Data>({ secrets: own, now, acceptAlso, store: memoryStore() }),
}

for (const [where, make] of Object.entries(places)) {
  describe(`a visitor of Flask, moving to sessions ${where}`, () => {
    it('stays logged in, and the old cookie is gone', async () => {
      const { jar, visit } = visitorOf(make(), shop, new Map([['session', cookieOf(kept, now())]]))
      const { value } = await visit(({ subject, data }) => ({ subject, data: { ...data } }))
      expect(value).toEqual({ subject: '7', data: { user_id: 7, visits: 2, at: [1, 2] } })
      expect([...jar.keys()]).toEqual([secureName])
      expect((await visit((session) => session.subject)).value).toBe('7')
    })

    it('does so on localhost too, where both cookies have one name', async () => {
      const jar = new Map([['session', cookieOf(kept, now())]])
      const { visit } = visitorOf(make(), localShop, jar)
      for (const visits of [3, 4, 5]) {
        const { value } = await visit((session) => {
          session.set('visits', Number(session.get('visits')) + 1)
          return [session.subject, session.get('visits')]
        })
        expect(value).toEqual(['7', visits])
      }
    })
  })
}

describe('a visitor whose login was shared first', () => {
  it('goes on with the same clocks', async () => {
    let time = now()
    const clock = { now: () => time }
    const codec = flaskCodec({ secrets: secret })
    const sharing = visitorOf(createSessions<Data>({ codec, ...clock }), shop)
    await sharing.visit((session) => {
      session.login(7)
      session.set('at', tuple([1, 2]))
    })
    time += 86_400
    const moved = createSessions<Data>({ secrets: own, acceptAlso, ...clock })
    const { value } = await visitorOf(moved, shop, sharing.jar).visit(
      ({ subject, authenticatedAt, createdAt, data }) => ({
        subject,
        authenticatedAt,
        createdAt,
        data: { ...data },
      }),
    )
    expect(value).toEqual({
      subject: '7',
      authenticatedAt: now(),
      createdAt: now(),
      data: { user_id: 7, at: [1, 2] },
    })
  })
})
