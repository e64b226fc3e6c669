/**
 * Your session now: who, since when, what it holds, and the clocks it runs against.
 *
 * @module
 */

import { timeline } from './charts.ts'
import { dataTree } from './data-tree.ts'
import { explanationOf } from './explanations.ts'
import { type Html, html } from './html.ts'
import { momentText, plainText, spanText } from './plain-text.ts'
import { courseOf, type Sight } from './sight.ts'

const maxSubject = 120
const maxFlashes = 20
const maxFlash = 240

/** Shows what a session holds. */
export function sessionView(sight: Sight): Html {
  const { record, handle, keptIn } = sight
  if (record === null || handle === null) return emptyView(sight)
  const nobody = html`<em>nobody is logged in</em>`
  const subject =
    record.subject === null ? nobody : html`<bdi>${plainText(record.subject, maxSubject)}</bdi>`
  const isEmpty = Object.keys(sight.data).length === 0
  return html`<dl class="facts">
      <div><dt>Handle</dt><dd><code>${handle.slice(0, 8)}…</code></dd></div>
      <div><dt>Subject</dt><dd>${subject}</dd></div>
      <div><dt>Data lives in</dt><dd>${keptIn === 'store' ? 'the store' : 'the cookie'}</dd></div>
    </dl>
    <h3>Data</h3>
    ${isEmpty ? html`<p class="quiet">There is nothing in it.</p>` : dataTree(sight.data)}
    ${flashesView(record.flashes)}`
}

function emptyView({ failure, cookie, isForeign, data }: Sight): Html {
  if (failure !== undefined) {
    return html`<p class="notice">The store could not be read, so nobody knows what this session holds.</p>`
  }
  if (isForeign) {
    return html`<p>This browser brought a session of another library. The app’s next use of it makes it one
      of ours; looking does not.</p><h3>Data</h3>${dataTree(data)}`
  }
  return cookie.valueLength === undefined
    ? html`<p class="quiet">This browser has no session: it sent no cookie of this name. An app that puts
      something into the session gives it one.</p>`
    : html`<p class="notice">This browser sent a cookie, and it was refused. See “Refused cookies”.</p>`
}

function flashesView(flashes: readonly { text: string; category: string }[]): Html | false {
  if (flashes.length === 0) return false
  const shown = flashes.slice(0, maxFlashes).map(
    ({ text, category }) =>
      html`<li><bdi class="value">“${plainText(text, maxFlash)}”</bdi>
        <span class="type">${plainText(category, maxSubject)}</span></li>`,
  )
  const rest = flashes.length - shown.length
  return html`<h3>Messages for the next page</h3>
    <ul class="tree" role="list">${shown}${rest > 0 && html`<li class="more">and ${rest} more</li>`}</ul>`
}

/** Shows the clocks of a session. */
export function clocksView(sight: Sight): Html {
  const { record, timeouts, now } = sight
  const rules = html`<p class="quiet">Idle timeout ${spanText(timeouts.idleTimeout)}, absolute timeout
    ${spanText(timeouts.absoluteTimeout)}; activity is recorded at most every
    ${spanText(timeouts.touchInterval)}. Looking at this page records none.</p>`
  if (record === null) return html`<p class="quiet">Its clocks start with the session.</p>${rules}`
  const course = courseOf(record, timeouts)
  const { createdAt, touchedAt, authenticatedAt, idleDeadline, absoluteDeadline } = course
  // A login starts the absolute clock again: what was before it is past.
  const from = authenticatedAt ?? createdAt
  const spoken = `The session ends in ${spanText(idleDeadline - now)} unless its visitor comes back, and in ${spanText(absoluteDeadline - now)} in any case.`
  return html`${timeline(
    { from, until: idleDeadline, to: absoluteDeadline, now },
    [
      { at: touchedAt, look: 'm-seen' },
      { at: idleDeadline, look: 'm-idle' },
      { at: absoluteDeadline, look: 'm-end' },
    ],
    spoken,
  )}
    <dl class="clocks">
      ${moment('Began', createdAt, now, authenticatedAt === null ? 'm-start' : undefined)}
      ${authenticatedAt !== null && moment('Logged in', authenticatedAt, now, 'm-start')}
      ${moment('Activity recorded', touchedAt, now, 'm-seen')}
      ${moment('Idle deadline', idleDeadline, now, 'm-idle')}
      ${moment('Absolute deadline', absoluteDeadline, now, 'm-end')}
    </dl>${rules}`
}

function moment(name: string, at: number, now: number, look: string | undefined): Html {
  const text = momentText(at)
  const past = at <= now
  return html`<div><dt>${look !== undefined && html`<span class="swatch ${look}"></span> `}${name}</dt>
    <dd>${text}<br><span class="quiet"><span data-at="${at}">${past ? `${spanText(now - at)} ago` : `in ${spanText(at - now)}`}</span></span></dd></div>`
}

/** Shows why cookies were refused: this browser's, and the last one of anybody. */
export function refusalView(sight: Sight, last: { at: number; reason: Reason } | undefined): Html {
  const own = sight.heard.flatMap((event) => (event.type === 'rejected' ? [event.reason] : []))
  const isRefused = sight.record === null && sight.cookie.valueLength !== undefined
  const reasons = own.map(
    (reason) => html`<p class="notice">This browser’s cookie is refused:
      <strong>${reason}</strong>. ${explained(reason)}</p>`,
  )
  const isUnsaid = isRefused && own.length === 0 && sight.failure === undefined
  const lastly =
    last === undefined
      ? html`<p class="quiet">This process has refused no cookie yet.</p>`
      : html`<p>The last one that this process refused, at ${momentText(last.at / 1_000)}:
        <strong>${last.reason}</strong>. ${explained(last.reason)}</p>`
  return html`${reasons}
    ${isUnsaid && html`<p class="notice">This browser’s cookie is refused.</p>`}
    ${own.length === 0 && lastly}`
}

type Reason = Parameters<typeof explanationOf>[0]

function explained(reason: Reason): Html {
  const { what, mend } = explanationOf(reason)
  return html`${what} <span class="quiet">${mend}</span>`
}
