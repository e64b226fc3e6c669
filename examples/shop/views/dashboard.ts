/**
 * What a logged-in visitor may see.
 *
 * @module
 */

import type { Session } from 'coatcheck'
import { type Html, html } from '../html.ts'
import { cartSizeOf } from '../shop-session.ts'
import { timeView } from './time.ts'

/**
 * Welcomes the visitor.
 *
 * @param ownSessions where else the visitor is logged in, or `false` where nobody can know
 */
export function dashboardView(session: Session, ownSessions: Html | false): Html {
  return html`<h1>Welcome ${session.get('username', '')}</h1>
    <dl class="card">
      <div><dt>Member number</dt><dd>${session.get('user_id', 0)}</dd></div>
      <div><dt>Visits counted</dt><dd>${session.get('visits', 0)}</dd></div>
      <div><dt>Things in your cart</dt><dd>${cartSizeOf(session)}</dd></div>
      <div><dt>Logged in since</dt><dd>${timeView(session.authenticatedAt)}</dd></div>
      <div><dt>Logged out if you stay away until</dt><dd>${timeView(session.expiresAt)}</dd></div>
    </dl>
    <p><a class="button" href="/">To the counter</a></p>
    ${ownSessions}`
}
