/**
 * The counter: who you are, what you carry, what there is.
 *
 * @module
 */

import { catalogue, type Product, priceOf } from '../catalogue.ts'
import { type Html, html } from '../html.ts'

/** Shows the products. */
export function homeView(username: string | null, cartSize: number): Html {
  return html`<h1>Good evening</h1>
    <p class="lead">${username === null ? 'You are not logged in.' : `You are ${username}.`}
      ${cartOf(cartSize)}</p>
    <h2>On the counter tonight</h2>
    <ul class="tags" role="list">${catalogue.map(tag)}</ul>`
}

function cartOf(size: number): string {
  if (size === 0) return 'Your cart is empty.'
  return size === 1 ? 'There is 1 thing in your cart.' : `There are ${size} things in your cart.`
}

function tag({ id, name, description, cents }: Product): Html {
  return html`
      <li class="tag">
        <span class="brass" aria-hidden="true">${id}</span>
        <h3>${name}</h3>
        <p>${description}</p>
        <form method="post" action="/add-to-cart/${id}">
          <span class="price">${priceOf(cents)}</span>
          <button type="submit">Add<span class="unseen"> ${name}</span> to cart</button>
        </form>
      </li>`
}
