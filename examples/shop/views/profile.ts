/**
 * A greeting, for those who are known.
 *
 * @module
 */

import { type Html, html } from '../html.ts'

/** Greets the visitor by name, or asks for it. */
export function profileView(username: string | null): Html {
  if (username === null) {
    return html`<h1>Profile</h1>
    <p class="lead">Please log in</p>
    <p><a class="button" href="/login?next=/profile">To the login page</a></p>`
  }
  return html`<h1>Profile</h1>
    <p class="lead">Hello, ${username}!</p>
    <p><a class="button" href="/dashboard">To your dashboard</a></p>`
}
