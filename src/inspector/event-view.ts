/**
 * Events in words, and how many there were.
 *
 * @module
 */

import type { SessionEvent } from '../events.ts'
import type { EventLog, LoggedEvent } from './event-log.ts'
import { allMeanings, explanationOf, meaningOf } from './explanations.ts'
import { type Html, html, textOf } from './html.ts'
import { countText, plainText } from './plain-text.ts'

const shownEvents = 60
const maxPath = 80

/** Shows one event as a line of the list. */
function eventLine({ number, at, event }: LoggedEvent): Html {
  const date = new Date(at)
  const time = date.toISOString().slice(11, 19)
  return html`<li data-number="${number}"><time datetime="${date.toISOString()}">${time}</time>
    <span class="badge e-${event.type}">${event.type}</span> <span class="said">${detailsOf(event)}${
      !isUsual(event) && html`. <span class="quiet">${meaningOf(event.type)}</span>`
    }</span></li>`
}

// What comes with every request need not be explained each time; a refusal explains itself.
function isUsual({ type }: SessionEvent): boolean {
  return type === 'opened' || type === 'committed' || type === 'rejected'
}

/** Writes an event for a stream of server-sent events. */
export function eventFrame(logged: LoggedEvent): string {
  const changes = /^(?:committed|merged|conflict|revoked)$/.test(logged.event.type)
  // JSON has no line breaks, which would end the field.
  const data = JSON.stringify({ line: textOf(eventLine(logged)), changes })
  return `id: ${logged.number}\nevent: session\ndata: ${data}\n\n`
}

/** Shows the last events, newest first. */
export function eventList(log: EventLog): Html {
  const lines = log.recent().slice(-shownEvents).reverse().map(eventLine)
  return html`<div class="scroll" role="region" aria-label="The last events" tabindex="0">
      <ol class="events" role="list" id="events">${lines}</ol>
    </div>
    <details class="meanings"><summary>What these events mean</summary><dl>${listedMeanings}</dl></details>
    <p class="quiet" id="silence"${lines.length > 0 && html` hidden`}>No event has arrived yet. The
      inspector hears them when createSessions is given its <code>onEvent</code>.</p>`
}

const listedMeanings = allMeanings().map(
  ([type, meaning]) => html`<div><dt>${type}</dt><dd>${meaning}</dd></div>`,
)

function detailsOf(event: SessionEvent): Html {
  switch (event.type) {
    case 'committed':
      return html`${event.change}, ${handle(event.handle)}${event.cookieBytes > 0 && `, ${countText(event.cookieBytes)} bytes of cookie`}`
    case 'rejected':
      return html`<strong>${event.reason}</strong>${sourceOf(event.source)}: ${explanationOf(event.reason).what}`
    case 'accepted':
      return html`${handle(event.handle)}${sourceOf(event.source)}`
    case 'duplicate-cookie':
      return html`${event.count} of them`
    case 'conflict':
      return html`${handle(event.handle)}: ${listed(event.paths)}`
    case 'copy-too-large':
      return html`${handle(event.handle)}, ${countText(event.cookieBytes)} bytes`
    case 'revoked':
      return html`${event.sessions === 'everyone' ? 'everyone' : `${event.sessions} of them`}`
    case 'late-change':
      return html`keys: ${event.keys.length === 0 ? 'none of the data' : listed(event.keys)}`
    case 'cookie-will-be-dropped':
      return html`${plainText(event.mend, 400)}`
    case 'opened':
      return event.handle === null ? html`a new one` : html`${handle(event.handle)}`
    case 'store-command':
      return html`${event.verb}, ${event.outcome}`
    case 'merged':
    case 'stale-cookie':
    case 'store-behind':
      return html`${handle(event.handle)}`
  }
}

function sourceOf(source: string | undefined): string {
  return source === undefined ? '' : `, a cookie of ${plainText(source, maxPath)}`
}

function handle(text: string): Html {
  return html`<code>${plainText(text.slice(0, 8), 8)}…</code>`
}

function listed(texts: readonly string[]): Html {
  const shown = texts.map(
    (text, index) => html`${index > 0 && ', '}<bdi>${plainText(text, maxPath)}</bdi>`,
  )
  return html`${shown}`
}
