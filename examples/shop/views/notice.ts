/**
 * A page that says one thing.
 *
 * @module
 */

import { type Html, html } from '../html.ts'

/** Shows a heading and a sentence. */
export function notice(heading: string, sentence: string): Html {
  return html`<h1>${heading}</h1>
    <p>${sentence}</p>
    <p><a class="button" href="/">Back to the counter</a></p>`
}
