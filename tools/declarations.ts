/**
 * Finds what a source file exports and how it is documented. Members are told by their indentation,
 * so it holds for formatted source only.
 *
 * @module
 */

import { type Token, tokensOf } from './tokens.ts'

/** Something a file exports. */
export interface Declaration {
  /** Its name. */
  readonly name: string
  /** The line it stands on. */
  readonly line: number
  /** Its doc comment. */
  readonly doc: string | undefined
  /** The public members, when it is an interface or a class. */
  readonly members: readonly Member[]
}

/** A member of an interface or a class that is not private. */
export interface Member {
  /** Its name. */
  readonly name: string
  /** The line it stands on. */
  readonly line: number
  /** Whether it has a doc comment or needs none: an override, or the literal that tells a union. */
  readonly isDocumented: boolean
}

/** Names a file passes on from another file. */
export interface Reexport {
  /** The names as the other file calls them, or all of them. */
  readonly names: readonly string[] | 'all'
  /** The other file, as the source says it; `undefined` for names it does not import either. */
  readonly specifier: string | undefined
  /** The line it stands on. */
  readonly line: number
}

/** What a file exports. */
export interface Exports {
  /** Its own declarations. */
  readonly declarations: readonly Declaration[]
  /** What it passes on. */
  readonly reexports: readonly Reexport[]
}

const modifiers = new Set(['declare', 'async', 'abstract', 'default'])
const kinds = new Set(['function', 'const', 'let', 'class', 'interface', 'type'])
const memberModifiers = new Set(['readonly', 'static', 'get', 'set', 'async', 'abstract'])

/** Finds what a formatted source file exports. */
export function exportsOfSource(source: string): Exports {
  const tokens = tokensOf(source)
  const declarations: Declaration[] = []
  const passed: Reexport[] = []
  const imported: Reexport[] = []
  tokens.forEach((token, index) => {
    if (token.text === 'import' && token.indent === 0) {
      const at = tokens[index + 1]?.text === 'type' ? index + 2 : index + 1
      if (tokens[at]?.text === '{') imported.push(reexportAt(tokens, at, token.line))
    }
    if (token.text !== 'export' || token.kind !== 'word' || token.indent !== 0) return
    let at = index + 1
    while (modifiers.has(tokens[at]?.text ?? '')) at += 1
    const passes = (text: string | undefined): boolean => text === '*' || text === '{'
    if (tokens[at]?.text === 'type' && passes(tokens[at + 1]?.text)) at += 1
    const [kind, next] = [tokens[at]?.text ?? '', tokens[at + 1]]
    if (passes(kind)) {
      passed.push(reexportAt(tokens, at, token.line))
    } else if (kinds.has(kind)) {
      const hasMembers = kind === 'interface' || kind === 'class'
      declarations.push({
        name: next?.text ?? '',
        line: token.line,
        doc: docBefore(tokens, index),
        members: hasMembers ? membersAt(tokens, at + 2) : [],
      })
    }
  })
  return { declarations, reexports: passed.flatMap((reexport) => traced(reexport, imported)) }
}

function traced(reexport: Reexport, imported: readonly Reexport[]): readonly Reexport[] {
  const { names, specifier, line } = reexport
  if (names === 'all' || specifier !== undefined) return [reexport]
  return names.map((name) => {
    const source = imported.find((other) => other.names.includes(name))
    return { names: [name], specifier: source?.specifier, line }
  })
}

function reexportAt(tokens: readonly Token[], at: number, line: number): Reexport {
  const names: string[] = []
  let end = at
  while (end < tokens.length && tokens[end]?.text !== '}' && tokens[end]?.text !== 'from') {
    const [token, before, after] = [tokens[end], tokens[end - 1], tokens[end + 1]]
    const isType = token?.text === 'type' && after?.kind === 'word' && after.text !== 'as'
    const isName = token?.kind === 'word' && token.text !== 'as' && !isType
    if (isName && before?.text !== 'as' && end > at) names.push(token.text)
    end += 1
  }
  if (tokens[end]?.text === '}') end += 1
  const isFrom = tokens[end]?.text === 'from'
  return {
    names: tokens[at]?.text === '*' ? 'all' : names.filter((name) => name !== 'type'),
    specifier: isFrom ? tokens[end + 1]?.text : undefined,
    line,
  }
}

function membersAt(tokens: readonly Token[], at: number): readonly Member[] {
  const members: Member[] = []
  let index = at
  // The body's brace is the first that ends its line; one in a type parameter does not.
  while (index < tokens.length && !isBodyStart(tokens, index)) index += 1
  for (index += 1; index < tokens.length; index += 1) {
    const token = tokens[index]
    if (token === undefined || token.indent === 0) break
    const isStart = token.kind === 'word' || token.text === '[' || token.text === '('
    if (token.indent !== 2 || !isStart) continue
    let named = index
    while (memberModifiers.has(tokens[named]?.text ?? '') && tokens[named + 1]?.kind === 'word') {
      named += 1
    }
    const name = tokens[named]?.text ?? ''
    if (name.startsWith('#') || name === 'private' || name === 'protected') continue
    const isDocumented =
      docBefore(tokens, index) !== undefined ||
      name === 'override' ||
      members.at(-1)?.name === name ||
      isDiscriminant(tokens, named)
    members.push({ name, line: token.line, isDocumented })
  }
  return members
}

function isBodyStart(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1]
  return tokens[index]?.text === '{' && (next?.indent !== undefined || next?.text === '}')
}

function isDiscriminant(tokens: readonly Token[], at: number): boolean {
  const isNamed = tokens[at]?.text === 'type' || tokens[at]?.text === 'kind'
  const isLiteral = tokens[at + 1]?.text === ':' && tokens[at + 2]?.kind === 'string'
  return isNamed && isLiteral && tokens[at + 3]?.indent !== undefined
}

function docBefore(tokens: readonly Token[], index: number): string | undefined {
  const before = tokens.slice(0, index).findLast((token) => token.kind !== 'comment')
  const isOwn = before?.kind === 'doc' && !/^ \* @module\b/m.test(before.text)
  return isOwn ? before.text : undefined
}
