/**
 * What can be found out about a page that Chromium shows. What runs inside the page is text, since
 * this program knows no types of a browser.
 *
 * @module
 */

import axe from 'axe-core'
import type { Page } from 'playwright-core'

// Each object axe-core makes of a fault is cut down to one line.
const listFaults = `axe.run().then(({ violations }) => violations.flatMap(
  ({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`

const readFocused = `(() => {
  const element = document.activeElement
  if (element === document.body) return ''
  if (element.name) return element.name
  const spoken = element.cloneNode(true)
  for (const hidden of spoken.querySelectorAll('[aria-hidden]')) hidden.remove()
  return spoken.textContent.replace(/\\s+/g, ' ').trim()
})()`

/** Finds what axe-core objects to. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  return page.evaluate<string[]>(listFaults)
}

/** Gives by how many pixels a page is wider than its window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
}

/** Names what has the focus, as it is read out; `''` when nothing on the page has it. */
export function focusedIn(page: Page): Promise<string> {
  return page.evaluate<string>(readFocused)
}

/** Describes the outline of what has the focus, for example `solid 3px`. */
export function outlineIn(page: Page): Promise<string> {
  return page.evaluate<string>(
    `(({ outlineStyle, outlineWidth }) => outlineStyle + ' ' + outlineWidth)(
      getComputedStyle(document.activeElement))`,
  )
}

/** Presses Tab until the page is left; gives what was passed. */
export async function tabStopsOf(page: Page): Promise<readonly string[]> {
  const stops: string[] = []
  while (stops.length < 50) {
    await page.keyboard.press('Tab')
    const stop = await focusedIn(page)
    if (stop === '') break
    stops.push(stop)
  }
  return stops
}
