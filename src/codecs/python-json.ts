/**
 * JSON as Python writes it, whose numbers are more than JavaScript's: whole numbers of any size, and
 * `NaN`, `Infinity` and `-Infinity`.
 *
 * @see Python `json.dumps` (`allow_nan`), RFC 8259 §6
 * @module
 */

// A text that is a key, with its colon; any other text; a number of any kind.
const token =
  /("[^"\\]*(?:\\.[^"\\]*)*"\s*:)|"([^"\\]*(?:\\.[^"\\]*)*)"|(-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g

const wholeNumber = /^-?\d+$/

// What JSON.parse alone would refuse, or round.
const special = /\d{16}|NaN|Infinity/

// Stands before the digits of a number that travels through JSON.parse as a text, and once more
// before a text that begins with it.
const mark = '\\u0000'

/**
 * Gives the value, exactly: a whole number that no JavaScript number equals is a `bigint`.
 *
 * @throws {SyntaxError} when it is no such JSON
 */
export function readPythonJson(json: string): unknown {
  if (!special.test(json)) return JSON.parse(json)
  return JSON.parse(json.replace(token, marked), unmarked)
}

function marked(whole: string, key?: string, text?: string, number?: string): string {
  if (key !== undefined) return whole
  if (text !== undefined) return text.startsWith(mark) ? `"${mark}${text}"` : whole
  return number === undefined || isKeptAsNumber(number) ? whole : `"${mark}${number}"`
}

function isKeptAsNumber(number: string): boolean {
  const value = Number(number)
  if (!Number.isFinite(value)) return !(wholeNumber.test(number) || /[NI]/.test(number))
  return !wholeNumber.test(number) || BigInt(value) === BigInt(number)
}

function unmarked(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('\0')) return value
  const rest = value.slice(1)
  if (rest.startsWith('\0')) return rest
  return wholeNumber.test(rest) ? BigInt(rest) : Number(rest)
}
