/**
 * Small charts as inline SVG. They stretch to the width they get and hold no text: what they show
 * stands beside them in words and numbers.
 *
 * @module
 */

import { type Html, html } from './html.ts'

/** A piece of a bar. */
export interface Piece {
  /** How large it is, in the bar's unit. */
  readonly size: number
  /** Which of the style sheet's colours it has, such as `c3`. */
  readonly look: string
}

/** Draws pieces side by side, with a limit marked where there is more room than they take. */
export function stackedBar(pieces: readonly Piece[], whole: number, spoken: string): Html {
  const sum = pieces.reduce((all, { size }) => all + size, 0)
  const scale = 1_000 / Math.max(whole, sum, 1)
  let at = 0
  const drawn = pieces.map(({ size, look }) => {
    const start = at
    at += size * scale
    return html`<rect class="${look}" x="${fixed(start)}" y="0" width="${fixed(size * scale)}" height="40"/>`
  })
  const over = sum > whole
  const mark = html`<rect class="limit" x="${fixed(whole * scale - 2)}" y="0" width="4" height="40"/>`
  return html`<svg class="bar" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" aria-label="${spoken}">
    <rect class="track" x="0" y="0" width="1000" height="40"/>${drawn}${over && mark}</svg>`
}

/** Draws one share of a whole. */
export function share(part: number, whole: number, look: string): Html {
  const width = whole <= 0 ? 0 : Math.min(1, Math.max(0, part / whole)) * 1_000
  return html`<svg class="share" viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="track" x="0" y="0" width="1000" height="40"/><rect class="${look}" x="0" y="0" width="${fixed(width)}" height="40"/></svg>`
}

/** Draws numbers as columns from left to right, below a line that marks the limit. */
export function columns(numbers: readonly number[], limit: number, spoken: string): Html {
  const width = 1_000 / Math.max(numbers.length, 24)
  const drawn = numbers.map((number, index) => {
    const height = Math.max(2, (Math.min(number, limit) / limit) * 96)
    return html`<rect class="c1" x="${fixed(index * width + width * 0.12)}" y="${fixed(100 - height)}" width="${fixed(width * 0.76)}" height="${fixed(height)}"/>`
  })
  return html`<svg class="columns" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="${spoken}">
    <rect class="track" x="0" y="0" width="1000" height="100"/>${drawn}<rect class="limit" x="0" y="2" width="1000" height="2"/></svg>`
}

/** A moment on a timeline. */
export interface Mark {
  /** When, in Unix seconds. */
  readonly at: number
  /** Which of the style sheet's colours it has. */
  readonly look: string
}

/** What a timeline runs through, in Unix seconds. */
export interface Span {
  /** Where it begins. */
  readonly from: number
  /** Until when the session holds, as it stands. */
  readonly until: number
  /** Where it ends. */
  readonly to: number
  /** This moment. */
  readonly now: number
}

/** Draws a life from its beginning to its end; the script of the page moves what has elapsed. */
export function timeline(
  { from, until, to, now }: Span,
  marks: readonly Mark[],
  spoken: string,
): Html {
  const x = (at: number): number =>
    (Math.min(Math.max(at, from), to) - from) * (1_000 / Math.max(1, to - from))
  const drawn = marks.map(
    ({ at, look }) =>
      html`<rect class="${look}" x="${fixed(Math.min(996, Math.max(0, x(at) - 2)))}" y="0" width="4" height="40"/>`,
  )
  return html`<svg class="bar" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" aria-label="${spoken}">
    <rect class="track" x="0" y="8" width="1000" height="24"/>
    <rect class="ahead" x="0" y="8" width="${fixed(x(until))}" height="24"/>
    <rect class="elapsed" data-from="${from}" data-to="${to}" x="0" y="8" width="${fixed(x(now))}" height="24"/>${drawn}</svg>`
}

function fixed(number: number): string {
  return String(Math.round(number * 10) / 10)
}
