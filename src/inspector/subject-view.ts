/**
 * The sessions of a subject in the store, each with a button that ends it.
 *
 * @module
 */

import type { SessionList } from '../stored-sessions.ts'
import { share } from './charts.ts'
import { type Html, html } from './html.ts'
import { momentText, plainText, spanText } from './plain-text.ts'

/** What is known of a subject's sessions. */
export interface SubjectSessions {
  /** Whose they are; `undefined`: nobody was asked for, and nobody is logged in. */
  readonly subject: string | undefined
  /** Whether they are the visitor's own. */
  readonly isOwn: boolean
  /** Whether others may be looked up. */
  readonly mayLookUp: boolean
  /** Whether the visitor has a session, to which the form's token is bound. */
  readonly mayRevoke: boolean
  /** The sessions; `'unreadable'` where the store did not answer. */
  readonly list: SessionList | 'unreadable' | undefined
  /** The digest of the visitor's own session. */
  readonly own: string | null
  /** The moment of looking, in Unix seconds. */
  readonly now: number
}

const maxSubject = 120
const maxTyped = 512

/** Shows the form that looks a subject up; it stands outside what is drawn anew. */
export function lookUpForm({ subject = '', mayLookUp }: SubjectSessions): Html | false {
  if (!mayLookUp) return false
  // A name with signs that no keyboard has is shown below, and not put back as something else.
  const typed = plainText(subject, maxTyped) === subject ? subject : ''
  return html`<form class="look-up" method="get" action="?">
      <label for="subject">Subject</label>
      <input id="subject" name="subject" value="${typed}" maxlength="${maxTyped}" autocomplete="off" spellcheck="false">
      <button type="submit">Show sessions</button>
    </form>`
}

/** Shows the form that the buttons belong to, which stands outside of it too, with its token. */
export function revokeForm({ subject = '', isOwn }: SubjectSessions, token: string): Html {
  // Spelled so that no browser changes it, such as a line break.
  const spelled = isOwn ? '' : encodeURIComponent(subject)
  return html`<form id="revoke" method="post" action="?view=revoke">
        <input type="hidden" name="token" value="${token}">
        <input type="hidden" name="subject" value="${spelled}">
      </form>`
}

/** Shows the sessions. */
export function subjectView(known: SubjectSessions): Html {
  const { subject, list, own, now, mayRevoke } = known
  if (subject === undefined) {
    return html`<p class="quiet">Nobody is logged in here, so there are no sessions to list.</p>`
  }
  const name = html`<bdi>${plainText(subject, maxSubject)}</bdi>`
  if (list === 'unreadable' || list === undefined) {
    return html`<p class="notice">The store could not list the sessions of ${name}.</p>`
  }
  const { sessions, next } = list
  if (sessions.length === 0) return html`<p class="quiet">${name} has no live session.</p>`
  const rows = sessions.map(({ handle, createdAt, lastSeenAt, expiresAt }) => {
    const isOwn = handle === own
    const number = handle.slice(0, 8)
    const button = html`<button form="revoke" name="handle" value="${handle}" class="small">Revoke<span class="unseen"> ${number}</span></button>`
    return html`<tr${isOwn && html` aria-current="true"`}>
        <th scope="row"><code>${number}…</code>${isOwn && html` <em>this browser</em>`}</th>
        <td data-label="Began">${momentText(createdAt)}</td>
        <td data-label="Last seen"><span data-at="${lastSeenAt}">${spanText(now - lastSeenAt)} ago</span></td>
        <td data-label="Ends"><span data-at="${expiresAt}">in ${spanText(expiresAt - now)}</span>
          ${share(now - lastSeenAt, expiresAt - lastSeenAt, 'c4')}</td>
        <td>${mayRevoke && button}</td>
      </tr>`
  })
  const others = sessions.some(({ handle }) => handle === own) && sessions.length > 1
  const all = html`<p><button form="revoke" name="handle" value="others">Revoke all but this browser’s</button></p>`
  return html`<p class="figure"><strong>${sessions.length}${next !== undefined && '+'}</strong>
      live ${sessions.length === 1 ? 'session' : 'sessions'} of ${name}</p>
    <table class="sessions">
      <thead><tr><th scope="col">Handle</th><th scope="col">Began</th><th scope="col">Last seen</th>
        <th scope="col">Ends when idle</th><th scope="col"><span class="unseen">Revoke</span></th></tr></thead>
      <tbody>${rows}</tbody>
    </table>
    ${mayRevoke && others && all}
    ${!mayRevoke && html`<p class="quiet">Only a visitor who has a session may revoke here.</p>`}
    ${next !== undefined && html`<p><a href="?${String(new URLSearchParams({ subject, after: next }))}">More sessions</a></p>`}`
}
