import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { memoryStore } from 'coatcheck/stores/memory'
import express, { type Express } from 'express'

declare module 'coatcheck' {
  interface SessionData {
    cart: Record<string, number>
  }
}

const sessions = createSessions({ ...optionsFromEnv(), store: memoryStore() })

export const app: Express = express()
app.use(expressSession(sessions))

app.post('/cart/:product', async (req, res) => {
  const { product } = req.params
  const count = await req.session.update((data) => {
    const cart = data.cart ?? {}
    cart[product] = (cart[product] ?? 0) + 1
    data.cart = cart
    return cart[product]
  })
  res.json({ [product]: count })
})

app.delete('/cart/:product', (req, res) => {
  const cart = req.session.get('cart', {})
  delete cart[req.params.product]
  res.json(cart)
})

app.get('/cart', (req, res) => {
  res.json(req.session.get('cart', {}))
})
