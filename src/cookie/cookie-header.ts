/**
 * Reading a `Cookie` header: every value of one name, whatever stands around them.
 *
 * @module
 */

/** As much of a `Cookie` header as is looked at, in characters. */
export const maxHeaderLength = 65_536

const [tab, space, equalsSign] = [0x09, 0x20, 0x3d]

/** The part of a string that reading needs, so that a test can count the characters visited. */
export type HeaderText = Pick<string, 'length' | 'indexOf' | 'slice' | 'startsWith' | 'charCodeAt'>

/**
 * Gives the values of all cookies of one name, in their order.
 *
 * Other cookies may be as malformed as they like. Only the first 65,536 characters are looked at.
 *
 * @see RFC 6265 §4.2.1 (cookie-string), §5.4 (why two cookies of one name may arrive)
 */
export function cookieValues(whole: HeaderText, name: string): readonly string[] {
  const header = whole.length > maxHeaderLength ? whole.slice(0, maxHeaderLength) : whole
  let values: string[] | undefined
  const end = header.length
  let start = 0
  while (start < end) {
    const semicolon = header.indexOf(';', start)
    const stop = semicolon === -1 ? end : semicolon
    const pairStart = skipBlanks(header, start, stop)
    const nameEnd = pairStart + name.length
    if (
      nameEnd < stop &&
      header.charCodeAt(nameEnd) === equalsSign &&
      header.startsWith(name, pairStart)
    ) {
      const valueStart = skipBlanks(header, nameEnd + 1, stop)
      const value = header.slice(valueStart, dropBlanks(header, valueStart, stop))
      // A list that is begun empty gets room for many.
      if (values === undefined) values = [value]
      else values.push(value)
    }
    start = stop + 1
  }
  return values ?? []
}

// Blanks are spaces and tabs (RFC 6265 §5.2), stepped over one by one: a pattern that ends in blanks
// would be tried from each of them.
function skipBlanks(header: HeaderText, start: number, stop: number): number {
  let at = start
  while (at < stop && isBlank(header, at)) at += 1
  return at
}

function dropBlanks(header: HeaderText, start: number, stop: number): number {
  let at = stop
  while (at > start && isBlank(header, at - 1)) at -= 1
  return at
}

function isBlank(header: HeaderText, at: number): boolean {
  const code = header.charCodeAt(at)
  return code === space || code === tab
}
