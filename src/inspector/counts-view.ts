/**
 * How many events there were, how large the last cookies, and how long the store took.
 *
 * @module
 */

import { maxCookieBytes } from '../cookie/set-cookie.ts'
import { columns, share } from './charts.ts'
import type { EventLog } from './event-log.ts'
import { type Html, html } from './html.ts'
import { countText } from './plain-text.ts'

const shownSizes = 48

/** Shows how many events of each type there were, and how large the last cookies. */
export function countsView(log: EventLog): Html {
  const counts = [...log.counts()].sort(([, a], [, b]) => b - a)
  const most = counts[0]?.[1] ?? 0
  const rows = counts.map(
    ([type, count]) => html`<tr><th scope="row">${type}</th>
      <td class="chart">${share(count, most, 'c1')}</td><td class="amount">${countText(count)}</td></tr>`,
  )
  const table = html`<table class="counts">
      <caption class="unseen">Events of this process since it started</caption>
      <thead class="unseen"><tr><th scope="col">Event</th><th scope="col">Chart</th><th scope="col">Count</th></tr></thead>
      <tbody>${rows}</tbody></table>`
  return html`${counts.length === 0 ? html`<p class="quiet">Nothing to count yet.</p>` : table}${sizesView(log)}${commandsView(log)}`
}

function sizesView(log: EventLog): Html | false {
  const sizes = log
    .recent()
    .flatMap(({ event }) =>
      event.type === 'committed' && event.cookieBytes > 0 ? [event.cookieBytes] : [],
    )
    .slice(-shownSizes)
  const last = sizes.at(-1)
  if (last === undefined) return false
  const largest = Math.max(...sizes)
  const spoken = `Bytes of the last ${sizes.length} cookies: the last ${countText(last)}, the largest ${countText(largest)}, the limit ${countText(maxCookieBytes)}.`
  return html`<h3>Bytes of the last cookies</h3>
    ${columns(sizes, maxCookieBytes, spoken)}
    <p class="quiet">The last ${countText(last)}, the largest ${countText(largest)}; the line is the limit of
      ${countText(maxCookieBytes)}.</p>`
}

function commandsView(log: EventLog): Html | false {
  const commands = [...log.commands()].sort(([, a], [, b]) => b.count - a.count)
  if (commands.length === 0) return false
  const slowest = Math.max(...commands.map(([, sum]) => sum.milliseconds / sum.count))
  const rows = commands.map(([verb, { count, failed, milliseconds }]) => {
    const mean = milliseconds / count
    return html`<tr><th scope="row">${verb}${failed > 0 && ` (${countText(failed)} failed)`}</th>
      <td class="chart">${share(mean, slowest, 'c3')}</td>
      <td class="amount">${mean.toFixed(2)} ms × ${countText(count)}</td></tr>`
  })
  return html`<h3>Commands to the store</h3>
    <table class="counts">
      <caption class="unseen">Commands to the store, with the mean time each took</caption>
      <thead class="unseen"><tr><th scope="col">Verb</th><th scope="col">Chart</th><th scope="col">Mean time and count</th></tr></thead>
      <tbody>${rows}</tbody></table>
    <p class="quiet">The mean time, and how many; those for this page are among them.</p>`
}
