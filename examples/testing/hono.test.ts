import { createSessions } from 'coatcheck'
import { honoSession } from 'coatcheck/adapters/hono'
import { memoryStore } from 'coatcheck/stores/memory'
import { editSession, loggedIn, readSession } from 'coatcheck/testing'
import { Hono } from 'hono'
import { expect, it } from 'vitest'

const sessions = createSessions<{ cart: Record<string, number> }>({
  secrets: 'a secret of the tests, 32 bytes or more',
  store: memoryStore(),
})

const app = new Hono()
  .use(honoSession(sessions))
  .post('/cart/:product', (c) => {
    const cart = c.get('session').setDefault('cart', {})
    const product = c.req.param('product')
    cart[product] = (cart[product] ?? 0) + 1
    return c.json(cart)
  })
  .post('/logout', async (c) => {
    await c.get('session').logout()
    return c.redirect('/')
  })

it('adds to what is in the cart', async () => {
  const cookies = await loggedIn(sessions, { cart: { 7: 1 } }, { subject: 'ada' })
  const headers = { cookie: cookies.header }

  const answer = await app.request('/cart/7', { method: 'POST', headers })
  expect(await answer.json()).toEqual({ 7: 2 })

  // The store has it, whatever cookies the answer set.
  const session = await readSession(sessions, cookies.after(answer))
  expect(session).toMatchObject({ subject: 'ada', data: { cart: { 7: 2 } } })
})

it('forgets the cart of whoever logs out', async () => {
  const cookies = await loggedIn(sessions, { cart: { 7: 1 } }, { subject: 'ada' })
  await editSession(sessions, cookies, (session) => {
    session.set('cart', { 7: 2, 9: 1 })
  })
  const headers = { cookie: cookies.header }
  await app.request('/logout', { method: 'POST', headers })
  expect(await readSession(sessions, cookies)).toBeNull()
})
