/**
 * A template tag that escapes: whatever is put into `html` is text, unless `html` itself made it.
 *
 * @module
 */

// Not registered and not exported, so no data of a session can pass as markup.
const markup: unique symbol = Symbol('markup')

/** Markup that is safe to send. */
export interface Html {
  readonly [markup]: string
}

/** What may be put into a template; `undefined`, `null` and `false` print nothing. */
export type Part = Html | string | number | false | null | undefined | readonly Html[]

/** Makes markup from a template; texts put into it are escaped for elements and quoted attributes. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const printed = texts.map((text, index) => (index === 0 ? '' : print(parts[index - 1])) + text)
  return { [markup]: printed.join('') }
}

/** Gives the markup's text. */
export function textOf(page: Html): string {
  return page[markup]
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function print(part: Part): string {
  if (part === undefined || part === null || part === false) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (sign) => escapes[sign] ?? '')
  return markup in part ? part[markup] : part.map(textOf).join('')
}
