import { createSessions, type Session } from 'coatcheck'
import { csrfToken, verifyCsrfToken } from 'coatcheck/guards/csrf'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { secretA, visitorOf } from '../promises/visitor.ts'
import { appOf, type Data, isGood, kinds, lastOf, tokenOf } from './csrf-visitors.ts'

describe.each(kinds)('csrfToken with the data in a %s', (kind) => {
  const logIn = (session: Session<Data>): void => session.login('ada')

  it('is good in the next request of a visitor who had no session', async () => {
    const ada = appOf(kind).visitor()
    const token = await tokenOf(ada)
    expect(ada.jar.size).toBeGreaterThan(0)
    for (const _ of [1, 2, 3]) expect(await isGood(ada, token)).toBe(true)
  })

  it('makes a session persist without putting anything into it', async () => {
    const ada = appOf(kind).visitor()
    await tokenOf(ada)
    const { value } = await ada.visit((session) => [session.toJSON(), session.isNew])
    expect(value).toEqual([{}, false])
    expect((await ada.visit((session) => session.takeFlashes())).value).toEqual([])
  })

  it('writes a session once, however often it is asked for', async () => {
    const app = appOf(kind)
    const ada = app.visitor()
    await tokenOf(ada)
    const written = app.events.filter(({ type }) => type === 'committed').length
    expect(written).toBe(1)
    for (const _ of [1, 2, 3]) expect((await ada.visit(csrfToken)).lines).toEqual([])
    expect(app.events.filter(({ type }) => type === 'committed')).toHaveLength(written)
  })

  it('writes nothing for whoever is logged in', async () => {
    const ada = appOf(kind).visitor()
    await ada.visit(logIn)
    expect((await ada.visit(csrfToken)).lines).toEqual([])
  })

  it('stays good when the last of the data goes', async () => {
    const ada = appOf(kind).visitor()
    await ada.visit((session) => session.set('cart', { 7: 1 }))
    const token = await tokenOf(ada)
    await ada.visit((session) => session.delete('cart'))
    expect(await isGood(ada, token)).toBe(true)
  })

  it('stays good when the data is read, or changed and changed back', async () => {
    const ada = appOf(kind).visitor()
    const token = await tokenOf(ada)
    await ada.visit((session) => session.data.cart)
    await ada.visit((session) => session.update((data) => delete data.cart))
    await ada.visit((session) => session.flash('Bye'))
    await ada.visit((session) => session.takeFlashes())
    expect(await isGood(ada, token)).toBe(true)
  })

  it('stays good when the session gets a new ticket', async () => {
    const ada = appOf(kind).visitor()
    const token = await tokenOf(ada)
    await ada.visit((session) => session.regenerate())
    expect(await isGood(ada, token)).toBe(true)
  })

  it('is worthless in another session', async () => {
    const app = appOf(kind)
    const [ada, mallory] = [app.visitor(), app.visitor()]
    const token = await tokenOf(mallory)
    await tokenOf(ada)
    expect(await isGood(ada, token)).toBe(false)
    expect(await isGood(mallory, token)).toBe(true)
  })

  it('is worthless for whoever has no session, be it their own', async () => {
    const app = appOf(kind)
    const token = await tokenOf(app.visitor())
    expect(await isGood(app.visitor(), token)).toBe(false)
    const { value } = await app.visitor().visit((it) => verifyCsrfToken(it, csrfToken(it)))
    expect(value).toBe(false)
  })

  it('is another one after a login, and after the next', async () => {
    const { clock, visitor } = appOf(kind)
    const ada = visitor()
    const before = await tokenOf(ada)
    await ada.visit(logIn)
    expect(await isGood(ada, before)).toBe(false)
    const after = await tokenOf(ada)
    expect(await isGood(ada, after)).toBe(true)
    clock.turn(1)
    await ada.visit(logIn)
    expect(await isGood(ada, after)).toBe(false)
    const again = await tokenOf(ada)
    await ada.visit((session) => session.login('bob'))
    expect(await isGood(ada, again)).toBe(false)
  })

  it('is good after the login that the same request brought', async () => {
    const ada = appOf(kind).visitor()
    const { value } = await ada.visit((session) => {
      const before = csrfToken(session)
      session.login('ada')
      return { before, after: csrfToken(session) }
    })
    expect(await isGood(ada, value?.after)).toBe(true)
    expect(await isGood(ada, value?.before)).toBe(false)
  })

  it('is worthless after a logout, also in the session that follows', async () => {
    const ada = appOf(kind).visitor()
    await ada.visit(logIn)
    const token = await tokenOf(ada)
    await ada.visit((session) => session.logout())
    expect(await isGood(ada, token)).toBe(false)
    await tokenOf(ada)
    expect(await isGood(ada, token)).toBe(false)
  })

  it('holds nothing when the answer is a server error', async () => {
    const ada = appOf(kind).visitor()
    await ada.visit(csrfToken, { status: 500 })
    expect(ada.jar.size).toBe(0)
  })

  it('ends with its session', async () => {
    const { clock, visitor } = appOf(kind)
    const ada = visitor()
    const token = await tokenOf(ada)
    clock.turn(8 * 86_400)
    expect(await isGood(ada, token)).toBe(false)
  })
})

describe('a csrf token among many requests', () => {
  it('lives through a schema that knows no such thing', async () => {
    const schema = z.object({ cart: z.record(z.string(), z.number()).default({}) })
    const sessions = createSessions<Data>({ secrets: secretA, schema })
    const ada = visitorOf<Data>(sessions)
    const token = (await ada.visit(csrfToken)).value
    await ada.visit((session) => session.set('cart', { 7: 1 }))
    await ada.visit((session) => session.set('cart', {}))
    expect((await ada.visit((session) => verifyCsrfToken(session, token))).value).toBe(true)
  })

  it.each(['cookie', 'store'] as const)(
    'of two parallel requests is good, both times, with the data in a %s',
    async (kind) => {
      const ada = appOf(kind).visitor()
      await ada.visit((session) => session.set('cart', { 7: 1 }))
      const [one, other] = await Promise.all([tokenOf(ada), tokenOf(ada)])
      expect(await isGood(ada, one)).toBe(true)
      expect(await isGood(ada, other)).toBe(true)
    },
  )

  it('keeps a change of another request that ran meanwhile', async () => {
    const ada = appOf('store').visitor()
    await ada.visit((session) => session.set('cart', { 7: 1 }))
    const { value: token } = await ada.visit(async (session) => {
      const token = csrfToken(session)
      await ada.visit((other) => other.set('cart', { 7: 2 }))
      return token
    })
    expect(await isGood(ada, token)).toBe(true)
    expect((await ada.visit((session) => session.get('cart'))).value).toEqual({ 7: 2 })
  })

  it('stays good when a request that began before it writes after it', async () => {
    const app = appOf('store')
    const ada = app.visitor()
    await ada.visit((session) => session.set('cart', { 7: 1 }))
    const { value: token } = await ada.visit(async (session) => {
      session.set('cart', { 7: 2 })
      return tokenOf(ada)
    })
    await ada.visit((session) => session.delete('cart'))
    expect(await isGood(ada, token)).toBe(true)
  })

  it('is no reason to write again for a request that has met it', async () => {
    const app = appOf('store')
    const ada = app.visitor()
    await ada.visit((session) => session.set('cart', { 7: 1 }))
    let written = 0
    await ada.visit(async (session) => {
      session.get('cart')
      await tokenOf(ada)
      written = app.events.filter(({ type }) => type === 'committed').length
      await session.update((data) => {
        data.cart = { 7: 2 }
      })
    })
    expect(app.events.filter(({ type }) => type === 'committed')).toHaveLength(written)
  })

  it('does not outlive a logout as an empty session', async () => {
    for (const kind of kinds) {
      const ada = appOf(kind).visitor()
      await tokenOf(ada)
      await ada.visit((session) => session.logout())
      expect(ada.jar.size).toBe(0)
    }
  })

  it('is dropped for good with all else that a server error dropped', async () => {
    const ada = appOf('store').visitor()
    await ada.visit((session) => session.set('cart', { 7: 1 }))
    const { session } = await lastOf(ada, 500, csrfToken)
    await session.update((data) => {
      delete data.cart
    })
    expect((await ada.visit((next) => next.isNew)).value).toBe(true)
  })

  it('can be asked for after the head only where no cookie is needed', async () => {
    for (const kind of kinds) {
      const ada = appOf(kind).visitor()
      const first = await lastOf(ada, 200, (session) => session.get('cart'))
      expect(() => csrfToken(first.session)).toThrow(/^csrfToken\(\)/)
      expect(() => csrfToken(first.session)).toThrow(
        expect.objectContaining({ code: 'ERR_HEADERS_SENT' }),
      )
      await tokenOf(ada)
      const second = await lastOf(ada, 200, (session) => session.get('cart'))
      expect(await isGood(ada, csrfToken(second.session))).toBe(true)
    }
  })
})
