/**
 * The cookie: what takes its room, and what its attributes do.
 *
 * @module
 */

import { maxCookieBytes } from '../cookie/set-cookie.ts'
import { stackedBar } from './charts.ts'
import { anatomyOf, type CookieAnatomy, type CookiePart, keyParts } from './cookie-anatomy.ts'
import { cookieFlags, type Fate } from './cookie-flags.ts'
import { type Html, html } from './html.ts'
import { countText } from './plain-text.ts'
import type { Sight } from './sight.ts'

const keyLooks = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']
const looks = { name: 'c-name', envelope: 'c-envelope', fields: 'c-fields', rest: 'c-rest' }
const fates: Readonly<Record<Fate, string>> = {
  kept: 'kept',
  dropped: 'dropped',
  depends: 'depends',
}

/** Shows the session cookie, and the copy beside it. */
export function cookieView(sight: Sight, url: string): Html {
  const { cookie, copy, record } = sight
  const anatomy = anatomyOf(sight, cookie)
  const copied = copy === undefined ? undefined : anatomyOf(sight, copy)
  const flags = cookieFlags({
    form: cookie.form,
    url,
    wasSent: cookie.valueLength !== undefined,
    bytes: anatomy?.bytes,
    permanent: record?.permanent,
  })
  const rows = flags.map(
    ({ flag, does, fate, why }) => html`<tr>
        <th scope="row"><code>${flag}</code></th>
        <td>${does}${why !== undefined && html` <span class="quiet">${why}</span>`}</td>
        <td><span class="fate ${fate}">${fates[fate]}</span></td>
      </tr>`,
  )
  return html`<p>Called <code>${cookie.form.name}</code>. Its value is never shown here.</p>
    ${anatomy === undefined ? html`<p class="quiet">This browser sent none.</p>` : anatomyView(anatomy, 'the cookie')}
    ${copy !== undefined && copied !== undefined && html`<h3>The copy, <code>${copy.form.name}</code></h3>${anatomyView(copied, 'the copy')}`}
    ${sight.keptIn === 'store' && storedView(sight)}
    <h3>Its attributes</h3>
    <table class="flags">
      <thead><tr><th scope="col">Attribute</th><th scope="col">What it does</th><th scope="col">This browser</th></tr></thead>
      <tbody>${rows}</tbody>
    </table>`
}

function anatomyView({ parts, bytes }: CookieAnatomy, name: string): Html {
  const free = Math.max(0, maxCookieBytes - bytes)
  const spoken = `${countText(bytes)} of ${countText(maxCookieBytes)} bytes are taken by ${name}.`
  return html`<p class="figure"><strong>${countText(bytes)}</strong> of ${countText(maxCookieBytes)} bytes,
      ${countText(free)} left</p>
    ${partsView(parts, maxCookieBytes, spoken)}`
}

function storedView({ record }: Sight): Html | false {
  if (record === null) return false
  const bytes = Buffer.byteLength(record.body.text)
  const parts = keyParts(record, bytes)
  return html`<h3>What the store keeps of it</h3>
    <p class="figure"><strong>${countText(bytes)}</strong> bytes of data, before they are sealed</p>
    ${partsView(parts, bytes, `The data is ${countText(bytes)} bytes.`)}`
}

function partsView(parts: readonly CookiePart[], whole: number, spoken: string): Html {
  let keys = 0
  const looked = parts.map((part) => {
    const look =
      part.kind === 'key' ? (keyLooks[keys++ % keyLooks.length] ?? 'c1') : looks[part.kind]
    return { ...part, look }
  })
  const rows = looked.map(
    ({ label, bytes, look }) => html`<li><span class="swatch ${look}"></span>
        <span class="part"><bdi>${label}</bdi></span> <span class="amount">${countText(bytes)}<span class="unseen"> bytes</span></span></li>`,
  )
  const pieces = looked.map(({ bytes, look }) => ({ size: bytes, look }))
  return html`${stackedBar(pieces, whole, spoken)}<ul class="parts" role="list">${rows}</ul>`
}
