/**
 * Random `Cookie` headers as browsers, proxies and attackers send them, from a seed.
 *
 * @module
 */

import type { HeaderText } from '../../src/cookie/cookie-header.ts'

/** Gives whole numbers from 0 up to, but without, `below`. */
export type Dice = (below: number) => number

/** Makes dice that fall alike for one seed (xorshift, Marsaglia 2003). */
export function dice(seed: number): Dice {
  let state = seed | 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Makes one header of at most `maxLength` characters, for a cookie called `name`. */
export function randomHeader(roll: Dice, name: string, maxLength: number): string {
  const wanted = lengthOf(roll, maxLength)
  let header = ''
  while (header.length < wanted) header += piece(roll, name, wanted - header.length)
  return header.slice(0, maxLength)
}

// Most headers are short, some reach the kilobytes of a busy site, a few the limit.
function lengthOf(roll: Dice, maxLength: number): number {
  const kind = roll(100)
  return roll(kind < 90 ? 400 : kind < 99 ? 8_192 : maxLength + 1)
}

function piece(roll: Dice, name: string, room: number): string {
  const value = () => noise(roll, roll(60))
  const near = [
    name.slice(0, -1),
    `${name}x`,
    `x${name}`,
    name.toUpperCase(),
    `${name} `,
    `${name}%3D`,
    `"${name}"`,
    name.replace('-', '_'),
  ]
  switch (roll(12)) {
    case 0:
    case 1:
      return `${name}=${value()};`
    case 2:
      return ` ${name}=${value()}; `
    case 3:
      return `${near[roll(near.length)]}=${value()};`
    case 4:
      return `${name}=${name}=${value()};`
    case 5:
      return name.repeat(1 + roll(5))
    case 6:
      return ';'.repeat(1 + roll(Math.min(room, 2_000) + 1))
    case 7:
      return ' \t'.repeat(1 + roll(Math.min(room, 1_000) + 1))
    case 8:
      return `${noise(roll, roll(20))};`
    case 9:
      return `\t${name}=\t "${value()}" \t;`
    case 10:
      return `${name}=${'A'.repeat(roll(Math.min(room, 5_000) + 1))}`
    default:
      return `c${roll(100)}=${value()}; `
  }
}

function noise(roll: Dice, length: number): string {
  const units: number[] = []
  const kind = roll(4)
  for (let i = 0; i < length; i += 1) {
    units.push(kind === 0 ? roll(32) : kind === 1 ? roll(0x1_0000) : 0x21 + roll(0x5e))
  }
  return String.fromCharCode(...units)
}

/** A header that counts how many of its characters are visited. */
export interface CountedText extends HeaderText {
  /** Characters visited so far, each visit counted. */
  readonly visited: () => number
}

/** Counts at worst: what a comparison or a search may have to look at is counted as looked at. */
export function countedText(text: string): CountedText {
  let visited = 0
  return {
    length: text.length,
    visited: () => visited,
    indexOf(wanted, from = 0) {
      const found = text.indexOf(wanted, from)
      visited += (found === -1 ? text.length : found + wanted.length) - Math.min(from, text.length)
      return found
    },
    slice(start, end) {
      const part = text.slice(start, end)
      visited += part.length
      return part
    },
    charCodeAt(at) {
      visited += 1
      return text.charCodeAt(at)
    },
    startsWith(wanted, at) {
      visited += wanted.length
      return text.startsWith(wanted, at)
    },
  }
}
