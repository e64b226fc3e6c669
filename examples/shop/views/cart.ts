/**
 * The cart, and the word that something was put into it.
 *
 * @module
 */

import { priceOf, productOf } from '../catalogue.ts'
import { type Html, html } from '../html.ts'

/** Shows what lies in the cart, by product id. */
export function cartView(cart: Readonly<Record<string, number>>): Html {
  const lines = Object.entries(cart)
  if (lines.length === 0) {
    return html`<h1>Cart</h1>
    <p class="lead">Your cart is empty.</p>
    <p><a class="button" href="/">To the counter</a></p>`
  }
  const cents = lines.reduce((sum, [id, count]) => sum + (productOf(id)?.cents ?? 0) * count, 0)
  return html`<h1>Cart</h1>
    <ul class="lines card" role="list">${lines.map(([id, count]) => line(id, count))}
      <li class="total"><span>Total</span><span class="price">${priceOf(cents)}</span></li>
    </ul>
    <p><a class="button" href="/">Back to the counter</a></p>`
}

/** Says that a product was added. */
export function addedView(productId: string): Html {
  return html`<h1>Added to cart</h1>
    <p>${productOf(productId)?.name ?? `Product ${productId}`} is in your cart now.</p>
    <p><a class="button" href="/cart">To the cart</a></p>`
}

function line(id: string, count: number): Html {
  const product = productOf(id)
  const name = product?.name ?? `product ${id}`
  return html`
      <li>
        <span class="brass" aria-hidden="true">${id}</span>
        <span class="what">
          ${product !== undefined && html`<strong>${product.name}</strong>`}
          <span>product ${id} × ${count}</span>
        </span>
        <span class="price">${product === undefined ? '–' : priceOf(product.cents * count)}</span>
        <form method="post" action="/add-to-cart/${id}">
          <button type="submit" class="quiet">Add another<span class="unseen"> ${name}</span></button>
        </form>
      </li>`
}
