/**
 * The frame of every page: the curtain with its rail of links, messages, and the footer.
 *
 * @module
 */

import { type Html, html } from '../html.ts'

/** What the frame shows around a page. */
export interface Frame {
  /** What the browser's tab says before the shop's name. */
  readonly title: string
  /** The page itself. */
  readonly main: Html
  /** The path of the page, to mark its link. */
  readonly path: string
  /** Who is logged in, or `null`. */
  readonly username: string | null
  /** How many things lie in the cart. */
  readonly cartSize: number
  /** What was left for the visitor to read. */
  readonly messages: readonly string[]
}

/** Gives the whole document. */
export function layout({ title, main, path, username, cartSize, messages }: Frame): Html {
  const link = (target: string, text: string): Html =>
    html`<li><a href="${target}"${path === target && html` aria-current="page"`}>${text}</a></li>`
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title} – The Cloakroom Shop</title>
  <link rel="icon" href="/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <a class="skip" href="#main">Skip to the page</a>
  <header>
    <div class="rail">
      <a class="brand" href="/"><span class="brass" aria-hidden="true">N°</span> The Cloakroom Shop</a>
      <nav aria-label="Shop">
        <ul role="list">
          ${link('/', 'Counter')}
          ${link('/cart', `Cart (${cartSize})`)}
          ${link('/visits', 'Visits')}
          ${link('/profile', 'Profile')}
          ${link('/dashboard', 'Dashboard')}
          ${username === null && link('/login', 'Log in')}
        </ul>
      </nav>
      ${username !== null && logOutForm(username)}
    </div>
  </header>
  <main id="main" tabindex="-1">
    ${messages.map((message) => html`<p class="message" role="status">${message}</p>`)}
    ${main}
  </main>
  <footer>
    <p>An example of sessions with Coatcheck: hand over anything, get a ticket.
      <a href="/session">What this shop remembers of you</a></p>
  </footer>
</body>
</html>
`
}

function logOutForm(username: string): Html {
  return html`<form class="leave" method="post" action="/logout">
        <span>${username}</span>
        <button type="submit">Log out</button>
      </form>`
}
