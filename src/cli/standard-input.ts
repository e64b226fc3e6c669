/**
 * Words that are too secret, or too long, for the command line.
 *
 * @module
 */

import { WrongUse } from './wrong-use.ts'

const mostBytes = 1_000_000

/**
 * Gives a word, or for `-` what stands on standard input.
 *
 * @throws {WrongUse} when there is more than a megabyte
 */
export async function wordOrInput(word: string): Promise<string> {
  if (word !== '-') return word
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin) {
    const piece = Buffer.from(chunk)
    bytes += piece.length
    if (bytes > mostBytes) throw new WrongUse('there is more than a megabyte on standard input')
    chunks.push(piece)
  }
  return Buffer.concat(chunks).toString()
}
