/**
 * Holds the public surface to its documentation: everything users can import has a doc comment,
 * every property of its shapes too, and every error code the comments promise exists.
 *
 * @module
 */

import { join, posix } from 'node:path'
import { type Declaration, type Exports, exportsOfSource } from './declarations.ts'
import { type SourceFile, sourceFiles } from './source-tree.ts'
import { tokensOf } from './tokens.ts'

const bannedWord = /(Manager|Helper|Util|Service|Impl)s?(?![a-z])/

/**
 * Says what users could import and would find undocumented.
 *
 * @param root the folder of the package
 * @param paths the public files under `src`, without their extension
 * @returns one line per fault, empty when all is well
 */
export function docProblems(root: string, paths: readonly string[]): readonly string[] {
  const files = sourceFiles(join(root, 'src'))
  const exportsOfPath = new Map(files.map((file) => [file.path, exportsOfSource(file.text)]))
  const codes = errorCodes(files)
  const seen = new Set<string>()
  return [
    ...files.flatMap((file) => [
      ...moduleProblems(file),
      ...nameProblems(file, exportsOfPath.get(file.path)),
      ...throwsProblems(file, codes),
    ]),
    ...paths.flatMap((path) => publicProblems(exportsOfPath, seen, `${path}.ts`, 'all')),
  ]
}

function publicProblems(
  exportsOfPath: ReadonlyMap<string, Exports>,
  seen: Set<string>,
  path: string,
  names: readonly string[] | 'all',
): readonly string[] {
  const { declarations, reexports } = exportsOfPath.get(path) ?? { declarations: [], reexports: [] }
  const own = names === 'all' ? [...new Set(declarations.map(({ name }) => name))] : names
  const problems: string[] = []
  for (const name of own) {
    const declared = declarations.filter((declaration) => declaration.name === name)
    if (seen.has(`${path} ${name}`)) continue
    if (declared.length > 0) seen.add(`${path} ${name}`)
    problems.push(...declarationProblems(path, declared))
  }
  for (const { names: passed, specifier, line } of reexports) {
    if (specifier === undefined) {
      problems.push(`src/${path}:${line}: export it where it is declared`)
    } else if (specifier.startsWith('.')) {
      const target = posix.normalize(posix.join(posix.dirname(path), specifier))
      problems.push(
        ...publicProblems(exportsOfPath, seen, target, passed === 'all' ? names : passed),
      )
    }
  }
  return problems
}

function declarationProblems(path: string, declared: readonly Declaration[]): readonly string[] {
  const [first] = declared
  if (first === undefined) return []
  const bare = declared.every(({ doc }) => doc === undefined)
    ? [`src/${path}:${first.line}: ${first.name} has no doc comment`]
    : []
  const bareMembers = declared
    .flatMap(({ members }) => members)
    .filter(({ isDocumented }) => !isDocumented)
    .map(({ name, line }) => `src/${path}:${line}: ${first.name}.${name} has no doc comment`)
  return [...bare, ...bareMembers]
}

function moduleProblems(file: SourceFile): readonly string[] {
  const [first] = tokensOf(file.text)
  const isModule = first?.kind === 'doc' && /^ \* @module\b/m.test(first.text)
  return isModule ? [] : [`src/${file.path}: does not begin with an @module comment`]
}

function nameProblems(file: SourceFile, exports: Exports | undefined): readonly string[] {
  return (exports?.declarations ?? [])
    .filter(({ name }) => bannedWord.test(name))
    .map(({ name, line }) => `src/${file.path}:${line}: ${name} says nothing of what it is`)
}

function throwsProblems(file: SourceFile, codes: ReadonlySet<string>): readonly string[] {
  return tokensOf(file.text)
    .filter(({ kind }) => kind === 'doc')
    .flatMap(({ text, line }) =>
      text
        .split(/^\s*\/?\*+\s*@/m)
        .filter((tag) => tag.startsWith('throws {CoatcheckError}'))
        .flatMap((tag) => {
          const named = tag.match(/\bERR_[A-Z_]+/g) ?? []
          if (named.length === 0) return [`src/${file.path}:${line}: @throws names no code`]
          return named
            .filter((code) => !codes.has(code))
            .map((code) => `src/${file.path}:${line}: ${code} is no code of CoatcheckError`)
        }),
    )
}

function errorCodes(files: readonly SourceFile[]): ReadonlySet<string> {
  const source = files.find(({ path }) => path === 'errors.ts')?.text ?? ''
  const union = /export type ErrorCode =([\s\S]*?)\n\n/.exec(source)?.[1] ?? ''
  return new Set(union.match(/ERR_[A-Z_]+/g) ?? [])
}
