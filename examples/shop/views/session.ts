/**
 * Everything the shop remembers of a visitor, shown to that visitor.
 *
 * @module
 */

import type { Session } from 'coatcheck'
import { type Html, html } from '../html.ts'
import { timeView } from './time.ts'

/** Shows what a session holds; its id is nowhere to be had. */
export function sessionView(session: Session): Html {
  const entries = Object.entries(session.toJSON())
  if (entries.length === 0) {
    return html`<h1>Your session</h1>
    <p class="lead">It is empty: the shop remembers nothing of you.</p>
    <p><a class="button" href="/">To the counter</a></p>`
  }
  return html`<h1>Your session</h1>
    <p class="lead">This is all the shop remembers of you.</p>
    <table class="card">
      <thead><tr><th scope="col">Key</th><th scope="col">Value</th></tr></thead>
      <tbody>${entries.map(
        ([key, value]) => html`
        <tr><th scope="row"><code>${key}</code></th><td><code>${JSON.stringify(value)}</code></td></tr>`,
      )}
      </tbody>
    </table>
    <dl class="card">
      <div><dt>Began</dt><dd>${timeView(session.createdAt)}</dd></div>
      <div><dt>Logged in since</dt><dd>${timeView(session.authenticatedAt)}</dd></div>
      <div><dt>Ends if you stay away until</dt><dd>${timeView(session.expiresAt)}</dd></div>
    </dl>`
}
