/**
 * Bars, as SVG.
 *
 * @module
 */

/** A bar. */
export interface Bar {
  readonly label: string
  readonly value: number
  /** Where the thin line begins. */
  readonly lower: number
  /** Where the thin line ends. */
  readonly upper: number
  readonly isOurs: boolean
}

const [width, labelWidth, valueWidth, rowHeight] = [900, 310, 80, 24]
const plotWidth = width - labelWidth - valueWidth

/** Draws bars on a logarithmic scale, the shortest first. */
export function barChart(bars: readonly Bar[], write: (figure: number) => string): string {
  const sorted = [...bars].sort((one, other) => one.value - other.value)
  const shown = sorted.flatMap(({ value, lower, upper }) => [value, lower, upper]).filter(isShown)
  const first = 10 ** Math.floor(Math.log10(Math.min(...shown, 1)))
  const last = 10 ** Math.ceil(Math.log10(Math.max(...shown, 1) * 1.01))
  const x = (figure: number): number =>
    isShown(figure)
      ? labelWidth + (plotWidth * Math.log(figure / first)) / Math.log(last / first)
      : labelWidth
  const height = sorted.length * rowHeight + 24
  const decades = Math.round(Math.log10(last / first))
  const grid = Array.from({ length: decades + 1 }, (_, at) => {
    const figure = first * 10 ** at
    const line = `<line class="grid" x1="${x(figure)}" x2="${x(figure)}" y1="0" y2="${height - 20}"/>`
    return `${line}<text x="${x(figure)}" y="${height - 5}" text-anchor="middle">${write(figure)}</text>`
  })
  const rows = sorted.map(({ label, value, lower, upper, isOurs }, at) => {
    const [y, middle] = [at * rowHeight, at * rowHeight + rowHeight / 2]
    return `<g${isOurs ? ' class="ours"' : ''}>
<text x="${labelWidth - 8}" y="${middle + 4}" text-anchor="end">${escaped(label)}</text>
<rect x="${labelWidth}" y="${y + 4}" width="${Math.max(1, x(value) - labelWidth)}" height="${rowHeight - 8}"/>
<line class="spread" x1="${x(lower)}" x2="${x(upper)}" y1="${middle}" y2="${middle}"/>
<text x="${width - valueWidth + 8}" y="${middle + 4}">${write(value)}</text>
</g>`
  })
  return `<svg viewBox="0 0 ${width} ${height}" role="img">\n${[...grid, ...rows].join('\n')}\n</svg>`
}

function isShown(figure: number): boolean {
  return Number.isFinite(figure) && figure > 0
}

/** Writes a text so that it is only text in HTML. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
