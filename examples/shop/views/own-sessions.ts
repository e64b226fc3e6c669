/**
 * Where a visitor is logged in, with a way to end each session and all others.
 *
 * @module
 */

import type { Session, SessionInfo, SessionList } from 'coatcheck'
import { type Html, html } from '../html.ts'
import { timeView } from './time.ts'

/** Shows the visitor's sessions: this one first, then those that were seen last. */
export function ownSessionsView(session: Session, { sessions, next }: SessionList): Html {
  const others = sessions
    .filter(({ handle }) => handle !== session.handle)
    .sort((one, other) => other.lastSeenAt - one.lastSeenAt)
  return html`<section aria-labelledby="sessions">
      <h2 id="sessions">Your sessions</h2>
      <ul class="stubs" role="list">${stub(session)}${others.map((other) => stub(other))}
      </ul>
      ${next !== undefined && html`<p>There are more than these.</p>`}
      ${others.length === 0 ? html`<p>You are logged in nowhere else.</p>` : logOutOthers}
    </section>`
}

const logOutOthers = html`<form method="post" action="/sessions/logout-others">
        <button type="submit">Log out all others</button>
      </form>`

// A session that is listed was seen at some time; the one that asks is being seen.
function stub(session: Session | SessionInfo): Html {
  const seenAt = 'lastSeenAt' in session ? session.lastSeenAt : null
  // Enough of the handle to tell two sessions apart, as on the stub of a ticket.
  const number = session.handle.slice(0, 8)
  return html`
        <li${seenAt === null && html` aria-current="true"`}>
          <h3>Ticket <code>${number}</code>${seenAt === null && html` <em>this browser</em>`}</h3>
          <p>Created ${timeView(session.createdAt)}<br>
            Last seen ${seenAt === null ? 'now' : timeView(seenAt)}</p>
          <form method="post" action="/sessions/${session.handle}/logout">
            <button type="submit" class="quiet">Log out this one<span class="unseen">, ticket ${number}</span></button>
          </form>
        </li>`
}
