/**
 * Texts of others as they can safely be looked at: cut, and with everything written out that is
 * invisible or turns the direction of what stands around it.
 *
 * @module
 */

// Controls, formats (direction marks and overrides, zero-width signs), halves of surrogate pairs,
// private use, line and paragraph separators.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu

/**
 * Gives a text that is safe to look at; it is still to be escaped for HTML.
 *
 * @param max how many UTF-16 units at most, after which `…` stands
 */
export function plainText(text: string, max: number): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text
  return cut.replace(unseen, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)
}

/** Gives a length of time in its two largest units, such as `6 d 23 h`; below zero it is `0 s`. */
export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const parts = [
    { amount: Math.floor(whole / 86_400), unit: 'd' },
    { amount: Math.floor(whole / 3_600) % 24, unit: 'h' },
    { amount: Math.floor(whole / 60) % 60, unit: 'min' },
    { amount: whole % 60, unit: 's' },
  ]
  const first = parts.findIndex(({ amount }) => amount > 0)
  if (first === -1) return '0 s'
  const shown = parts.slice(first, first + 2).filter(({ amount }) => amount > 0)
  return shown.map(({ amount, unit }) => `${amount} ${unit}`).join(' ')
}

/** Gives a number with its thousands apart, such as `4,096`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US')
}

/** Gives a moment as ISO 8601 in UTC, to the second; `never` for what is no moment. */
export function momentText(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1_000)
  if (Number.isNaN(date.getTime())) return 'never'
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
