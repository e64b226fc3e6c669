/**
 * The count of visits, on a ticket.
 *
 * @module
 */

import { type Html, html } from '../html.ts'

/** Shows how often the visitor was here. */
export function visitsView(visits: number): Html {
  return html`<h1>Visits</h1>
    <div class="ticket">
      <span class="brass large" aria-hidden="true">${visits}</span>
      <p class="lead">You have visited ${visits} times</p>
    </div>
    <p>Every look at this page counts as one.</p>
    <p><a class="button" href="/visits">Come again</a></p>`
}
