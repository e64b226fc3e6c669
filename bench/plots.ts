/**
 * Bars and curves, as SVG.
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

/** A curve. */
export interface Line {
  readonly label: string
  /** From left to right. */
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

const [plotHeight, margin, bottom] = [320, 70, 30]

/** Draws curves on logarithmic scales, each with its name at its end. */
export function lineChart(lines: readonly Line[], write: (figure: number) => string): string {
  const points = lines.flatMap((line) => line.points)
  const xs = [...new Set(points.map(({ x }) => x))].sort((one, other) => one - other)
  const ys = points.map(({ y }) => y)
  const [left = 1, right = 10] = [xs[0], xs.at(-1)]
  const low = 10 ** Math.floor(Math.log10(Math.min(...ys)))
  const high = 10 ** Math.ceil(Math.log10(Math.max(...ys) * 1.01))
  const span = width - margin - labelWidth / 1.4
  const x = (figure: number): number =>
    margin + (span * Math.log(figure / left)) / Math.max(Math.log(right / left), 1e-9)
  const y = (figure: number): number =>
    plotHeight - (plotHeight * Math.log(figure / low)) / Math.log(high / low)
  const decades = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, at) => {
    const figure = low * 10 ** at
    const line = `<line class="grid" x1="${margin}" x2="${margin + span}" y1="${y(figure)}" y2="${y(figure)}"/>`
    return `${line}<text x="${margin - 8}" y="${y(figure) + 4}" text-anchor="end">${write(figure)}</text>`
  })
  const names = xs.map(
    (figure) =>
      `<text x="${x(figure)}" y="${plotHeight + 20}" text-anchor="middle">${figure.toLocaleString('en')}</text>`,
  )
  const heights = spreadOut(lines.map((line) => y(line.points.at(-1)?.y ?? low)))
  const curves = lines.map(({ label, points: own }, at) => {
    const path = own.map((one) => `${x(one.x).toFixed(1)},${y(one.y).toFixed(1)}`).join(' ')
    const hue = Math.round((at * 360) / lines.length)
    const end = x(own.at(-1)?.x ?? left) + 8
    const text = `<text x="${end}" y="${(heights[at] ?? 0) + 4}">${escaped(label)}</text>`
    return `<polyline fill="none" stroke-width="2" stroke="hsl(${hue} 60% 50%)" points="${path}"/>${text}`
  })
  const all = [...decades, ...names, ...curves].join('\n')
  return `<svg viewBox="0 -10 ${width} ${plotHeight + bottom + 10}" role="img">\n${all}\n</svg>`
}

// So that names do not stand on each other.
function spreadOut(heights: readonly number[]): readonly number[] {
  const order = heights.map((_, at) => at).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0))
  const placed = [...heights]
  let last = Number.NEGATIVE_INFINITY
  for (const at of order) {
    last = Math.max(placed[at] ?? 0, last + 16)
    placed[at] = last
  }
  return placed
}

function isShown(figure: number): boolean {
  return Number.isFinite(figure) && figure > 0
}

/** Writes a text so that it is only text in HTML. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
