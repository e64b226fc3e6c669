/**
 * A small scanner of TypeScript: enough to find imports, exports and doc comments without being
 * fooled by what stands in strings, templates, comments or regular expressions. It knows no grammar.
 *
 * @module
 */

/** One token; white space is dropped. */
export interface Token {
  /** What it is: a doc comment begins with two stars; a template is cut at its substitutions. */
  readonly kind: 'word' | 'string' | 'template' | 'regex' | 'mark' | 'doc' | 'comment'
  /** Its source text; of a string, what is between the quotes. */
  readonly text: string
  /** Its line, counted from one. */
  readonly line: number
  /** How far it is indented when it is the first on its line, else `undefined`. */
  readonly indent: number | undefined
}

const word = /[\w$#]+/uy
const string = /(['"])((?:\\[\s\S]|(?!\1)[^\\])*)\1/y
const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y
// regex = "/" 1*( class / escape / other ) "/" flags
const regex = /\/(?:\[(?:\\.|[^\]\\\n])*\]|\\.|[^/[\\\n])+\/\w*/y
const templateChunk = /(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/y

const wordsBeforeRegex = new Set(['return', 'typeof', 'case', 'in', 'of', 'void', 'throw', 'await'])

/** Cuts a source text into tokens. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = []
  const openBraces: ('brace' | 'substitution')[] = []
  let at = /^#!.*/.exec(source)?.[0].length ?? 0
  let line = 1
  let lineStart = 0

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(source)?.[0]
  }
  const push = (kind: Token['kind'], raw: string, text: string = raw): void => {
    const before = source.slice(lineStart, at)
    tokens.push({ kind, text, line, indent: before.trim() === '' ? before.length : undefined })
    skip(raw)
  }
  const skip = (raw: string): void => {
    const lastBreak = raw.lastIndexOf('\n')
    if (lastBreak >= 0) lineStart = at + lastBreak + 1
    at += raw.length
    line += raw.split('\n').length - 1
  }
  const takeTemplate = (): void => {
    const chunk = take(templateChunk) ?? ''
    push('template', chunk)
    if (source[at] === '`') skip('`')
    else if (at < source.length) {
      skip('${')
      openBraces.push('substitution')
    }
  }

  while (at < source.length) {
    const character = source[at] ?? ''
    const text = take(comment) ?? take(string) ?? take(word)
    if (/\s/.test(character)) {
      skip(character)
    } else if (text?.startsWith('/') === true) {
      push(text.startsWith('/**') ? 'doc' : 'comment', text)
    } else if (text !== undefined && (character === "'" || character === '"')) {
      push('string', text, text.slice(1, -1))
    } else if (text !== undefined) {
      push('word', text)
    } else if (character === '`') {
      skip('`')
      takeTemplate()
    } else if (character === '/' && regexMayFollow(tokens)) {
      push('regex', take(regex) ?? '/')
    } else if (character === '}' && openBraces.pop() === 'substitution') {
      skip('}')
      takeTemplate()
    } else {
      if (character === '{') openBraces.push('brace')
      push('mark', character)
    }
  }
  return tokens
}

/** The modules a source names: in imports, re-exports, dynamic imports and import types. */
export function importsOf(source: string): readonly Token[] {
  const code = tokensOf(source).filter((token) => token.kind !== 'doc' && token.kind !== 'comment')
  return code.filter((token, index) => {
    if (token.kind !== 'string' && token.kind !== 'template') return false
    const before = code[index - 1]?.text
    const twoBefore = code[index - 2]?.text
    const isCall = before === '(' && (twoBefore === 'import' || twoBefore === 'require')
    return before === 'from' || before === 'import' || isCall
  })
}

function regexMayFollow(tokens: readonly Token[]): boolean {
  const before = tokens.findLast((token) => token.kind !== 'doc' && token.kind !== 'comment')
  if (before === undefined) return true
  if (before.kind === 'word') return wordsBeforeRegex.has(before.text)
  return before.kind === 'mark' && before.text !== ')' && before.text !== ']' && before.text !== '}'
}
