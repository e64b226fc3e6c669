/**
 * The form to log in with.
 *
 * @module
 */

import { type Html, html } from '../html.ts'

/** What the form shows. */
export interface LoginForm {
  /** Where to go afterwards: a path of this shop. */
  readonly next: string
  /** The name that was given before, or `''`. */
  readonly username: string
  /** Whether the visitor has just been turned away. */
  readonly hasFailed: boolean
}

/** Asks for a name and the password. */
export function loginView({ next, username, hasFailed }: LoginForm): Html {
  const wrong = hasFailed && html` aria-invalid="true" aria-describedby="failed"`
  return html`<h1>Login page</h1>
    ${hasFailed && html`<p class="message failed" id="failed" role="alert">Login failed</p>`}
    <form class="card" method="post" action="/login">
      <input type="hidden" name="next" value="${next}">
      <label for="username">Username</label>
      <input id="username" name="username" value="${username}" autocomplete="username"
        autocapitalize="none" spellcheck="false" maxlength="64" required${wrong}>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password"
        required${wrong}>
      <button type="submit">Log in</button>
    </form>
    <p>Any username will do. The password is <code>open-sesame</code>.</p>`
}
