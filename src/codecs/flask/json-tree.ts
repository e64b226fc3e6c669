/**
 * JSON as Python writes it, read into a tree that keeps what `JSON.parse` loses: whether a number
 * was whole, whole numbers of any size, `NaN` and `Infinity`, and every key as it stands.
 *
 * @see RFC 8259; Python `json.dumps` (`allow_nan`)
 * @module
 */

/** A value in JSON. */
export type JsonTree =
  | { readonly type: 'value'; readonly value: string | number | bigint | boolean | null }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'list'; readonly items: readonly JsonTree[] }
  | { readonly type: 'dict'; readonly entries: ReadonlyMap<string, JsonTree> }

/** How deep lists and objects may lie in each other. */
export const maxDepth = 100

// string = '"' *( any but '"' and '\' / '\' escape ) '"' (RFC 8259 §7), less what JSON.parse refuses
const string = /"[^"\\]*(?:\\.[^"\\]*)*"/y
// int = [ "-" ] ( "0" / digit1-9 *DIGIT ), then frac and exp (RFC 8259 §6)
const number = /(-?(?:0|[1-9]\d*))((?:\.\d+)?(?:[eE][+-]?\d+)?)/y
const word = /true|false|null|NaN|-?Infinity/y
const blanks = /[ \t\n\r]*/y

// As many as Python turns into text or back (`sys.set_int_max_str_digits`).
const maxDigits = 4_300

const words: Readonly<Record<string, JsonTree>> = {
  true: { type: 'value', value: true },
  false: { type: 'value', value: false },
  null: { type: 'value', value: null },
  NaN: { type: 'float', value: Number.NaN },
  Infinity: { type: 'float', value: Number.POSITIVE_INFINITY },
  '-Infinity': { type: 'float', value: Number.NEGATIVE_INFINITY },
}

/**
 * Reads a text.
 *
 * @throws {SyntaxError} when it is no such JSON, holds a key twice in one object, or goes deeper than
 * 100 levels
 */
export function jsonTree(text: string): JsonTree {
  let at = 0

  const taken = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) return undefined
    at = pattern.lastIndex
    return match
  }
  const isNext = (character: string): boolean => {
    taken(blanks)
    if (text[at] !== character) return false
    at += 1
    return true
  }
  const fail = (): never => {
    throw new SyntaxError('this is no JSON of Flask')
  }
  const demand = (character: string): void => {
    if (!isNext(character)) fail()
  }
  const textHere = (): string | undefined => {
    const [quoted] = taken(string) ?? []
    // JSON.parse knows escapes and refuses controls; a text in quotes gives a text.
    return quoted === undefined ? undefined : String(JSON.parse(quoted))
  }

  const valueAt = (depth: number): JsonTree => {
    if (depth > maxDepth) return fail()
    if (isNext('{')) return dictAt(depth)
    if (isNext('[')) return listAt(depth)
    const value = textHere()
    if (value !== undefined) return { type: 'value', value }
    const [name = ''] = taken(word) ?? []
    return words[name] ?? numberHere() ?? fail()
  }

  const numberHere = (): JsonTree | undefined => {
    const [whole, digits = '', rest = ''] = taken(number) ?? []
    if (whole === undefined) return undefined
    if (rest !== '') return { type: 'float', value: Number(whole) }
    if (digits.length > maxDigits) return fail()
    // Python knows no whole number -0.
    const value = Number(digits) + 0
    return { type: 'value', value: Number.isSafeInteger(value) ? value : BigInt(digits) }
  }

  const listAt = (depth: number): JsonTree => {
    const items: JsonTree[] = []
    if (isNext(']')) return { type: 'list', items }
    do items.push(valueAt(depth + 1))
    while (isNext(','))
    demand(']')
    return { type: 'list', items }
  }

  const dictAt = (depth: number): JsonTree => {
    const entries = new Map<string, JsonTree>()
    if (isNext('}')) return { type: 'dict', entries }
    do {
      taken(blanks)
      const key = textHere() ?? fail()
      demand(':')
      if (entries.has(key)) fail()
      entries.set(key, valueAt(depth + 1))
    } while (isNext(','))
    demand('}')
    return { type: 'dict', entries }
  }

  const tree = valueAt(0)
  taken(blanks)
  return at === text.length ? tree : fail()
}
