/**
 * The inspector's page: everything on one page that works without scripts, in parts that its script
 * draws anew.
 *
 * @module
 */

import { cookieView } from './cookie-view.ts'
import { countsView } from './counts-view.ts'
import type { EventLog } from './event-log.ts'
import { eventList } from './event-view.ts'
import { type Html, html, textOf } from './html.ts'
import { momentText } from './plain-text.ts'
import { clocksView, refusalView, sessionView } from './session-view.ts'
import type { Sight } from './sight.ts'
import { lookUpForm, revokeForm, type SubjectSessions, subjectView } from './subject-view.ts'

/** What a page shows. */
export interface PageContent {
  /** What is seen of the visitor's session. */
  readonly sight: Sight
  /** The page's address. */
  readonly url: string
  /** The events of this process. */
  readonly log: EventLog
  /** The sessions of a subject; `undefined` without a store. */
  readonly subject: SubjectSessions | undefined
  /** The token of the page's forms; `undefined` where nothing can be revoked. */
  readonly token: string | undefined
  /** What came of the form that led here. */
  readonly outcome: string | undefined
  /** What lets the browser load the page's own script and style sheet, and nothing else. */
  readonly nonce: string
}

/** Gives the whole document. */
export function page(content: PageContent): string {
  const { sight, log, subject, token, outcome, nonce, url } = content
  const last = log.recent().at(-1)?.number ?? 0
  const refused = log.lastRefusal()
  const reason =
    refused?.event.type === 'rejected'
      ? { at: refused.at, reason: refused.event.reason }
      : undefined
  return textOf(html`<!doctype html>
<html lang="en" data-now="${sight.now}" data-last="${last}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Session inspector – Coatcheck</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="?view=style" nonce="${nonce}">
  <script src="?view=script" nonce="${nonce}" defer></script>
</head>
<body>
  <a class="skip" href="#main">Skip to the session</a>
  <header>
    <div class="rail">
      <h1><span class="brass" aria-hidden="true">N°</span> Session inspector</h1>
      <p class="live"><span id="live" role="status">Reload the page to see what is new.</span>
        <button type="button" id="pause" class="small" hidden>Pause</button></p>
    </div>
  </header>
  <main id="main" tabindex="-1">
    ${outcome !== undefined && html`<p class="notice" role="status">${outcome}</p>`}
    <div class="grid">
      <div class="column">
      ${part('session', 'Your session', html`${badge(sight)}${sessionView(sight)}`)}
      ${part('refusals', 'Refused cookies', refusalView(sight, reason))}
      </div>
      <div class="column">
      ${part('clocks', 'Its clocks', clocksView(sight))}
      ${part('counts', 'Counts and sizes', countsView(log))}
      </div>
      ${part('cookie', 'Its cookie', cookieView(sight, url), 'wide')}
      ${subject !== undefined && subjectSection(subject, token)}
      <section class="card wide" aria-labelledby="h-events">
        <h2 id="h-events">Events of this process</h2>
        ${eventList(log)}
      </section>
    </div>
  </main>
  <footer>
    <p>As of ${momentText(sight.now)}. No id, ticket or cookie value is ever shown here; handles are digests.</p>
  </footer>
</body>
</html>
`)
}

function badge({ record, cookie, failure, isForeign }: Sight): Html {
  if (record !== null) return html`<p class="state good">A live session</p>`
  if (failure !== undefined) return html`<p class="state bad">Unknown</p>`
  if (isForeign) return html`<p class="state">Not ours yet</p>`
  if (cookie.valueLength !== undefined) return html`<p class="state bad">A refused cookie</p>`
  return html`<p class="state">No session</p>`
}

function part(name: string, title: string, content: Html, width = ''): Html {
  return html`<section class="card ${width}" aria-labelledby="h-${name}">
        <h2 id="h-${name}">${title}</h2>
        <div data-part="${name}">${content}</div>
      </section>`
}

function subjectSection(subject: SubjectSessions, token: string | undefined): Html {
  return html`<section class="card wide" aria-labelledby="h-subject">
        <h2 id="h-subject">Sessions of a subject</h2>
        ${lookUpForm(subject)}
        ${token !== undefined && revokeForm(subject, token)}
        <div data-part="subject">${subjectView(subject)}</div>
      </section>`
}
