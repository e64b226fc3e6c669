/**
 * Markdown, put together.
 *
 * @module
 */

/** Says that a page is made, and of what, to whoever opens it. */
export function madeOf(source: string): string {
  return `<!-- Made from ${source} by docs/generate; changes belong there. -->\n`
}

/** Makes a table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

/** Makes text safe where a page would take `<` and braces for itself, outside of code. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/</g, '&lt;')))
    .join('')
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\n/g, ' ')
}
