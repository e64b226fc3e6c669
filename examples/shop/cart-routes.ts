/**
 * The cart.
 *
 * @module
 */

import { type RequestHandler, Router } from 'express'
import { isProductId } from './catalogue.ts'
import { refuseOtherSites } from './other-sites.ts'
import { prefersJson, sendPage } from './page.ts'
import { say } from './shop-session.ts'
import { addedView, cartView } from './views/cart.ts'
import { notice } from './views/notice.ts'

// Without a store the cart lives in a cookie, and a cookie ends at 4,096 bytes.
const productsInCart = 60

const addToCart: RequestHandler<{ productId: string }> = async (req, res, next) => {
  const { productId } = req.params
  if (!isProductId(productId)) {
    next()
    return
  }
  const isAdded = await req.session.update((data) => {
    data.cart ??= {}
    const count = data.cart[productId]
    if (count === undefined && Object.keys(data.cart).length >= productsInCart) return false
    data.cart[productId] = (count ?? 0) + 1
    return true
  })
  if (!isAdded) {
    const main = notice('The cart is full', `It holds ${productsInCart} different products.`)
    sendPage(req, res.status(409), { title: 'The cart is full', main })
  } else if (req.method === 'POST' && req.accepts(['json', 'html']) === 'html') {
    say(req.session, 'Added to cart')
    res.redirect(303, '/cart')
  } else {
    sendPage(req, res, { title: 'Added to cart', main: addedView(productId) })
  }
}

/** Serves `/add-to-cart/:productId` and `/cart`. */
export function cartRoutes(): Router {
  const routes = Router()

  routes.get('/add-to-cart/:productId', addToCart)
  routes.post('/add-to-cart/:productId', refuseOtherSites, addToCart)

  routes.get('/cart', (req, res) => {
    const cart = req.session.get('cart', {})
    if (prefersJson(req)) res.json(cart)
    else sendPage(req, res, { title: 'Cart', main: cartView(cart) })
  })

  return routes
}
