/**
 * The examples of the doc comments, which the API reference shows, as programs.
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One file of an example. */
export interface ExampleFile {
  /** Its path, for example `adapters/next-1/app/visits/route.ts`. */
  readonly path: string
  /** Its text, behind what the reader has already. */
  readonly text: string
}

/** What stands in a program around an example: by the names that are used, the lines that make them. */
export interface Surroundings {
  /** Everywhere. */
  readonly everywhere: Readonly<Record<string, string>>
  /** Within the examples of a source, by its path. */
  readonly within: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Gives the files of every `@example` below a folder of sources. */
export function docExamples(src: string, around: Surroundings): readonly ExampleFile[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .sort()
    .flatMap((path) =>
      examplesIn(readFileSync(join(src, path), 'utf8')).flatMap((example, index) =>
        filesOf(example).map(({ name, text }) => ({
          path: `${path.replace(/\.ts$/, '')}-${index + 1}/${name}`,
          text: `${whatIsThere(around, path, text)}${text}\n`,
        })),
      ),
    )
}

/** Gives the texts of the examples in a source. */
export function examplesIn(source: string): readonly string[] {
  // comment = "/**" … " * @example" newline text ( " * @" … / " */" )
  const comments = source.matchAll(/^ *\/\*\*\n[\s\S]*?\*\/$/gm)
  return [...comments].flatMap(([comment]) =>
    comment
      .replace(/^ *\/?\*+[ /]?/gm, '')
      .split(/^@(?=[a-z]+\b)/m)
      .filter((tag) => tag.startsWith('example\n'))
      .map((tag) => tag.slice('example\n'.length).replace(/^```\w*\n/gm, ''))
      .map((tag) => tag.trim()),
  )
}

// An example of several files names each above it: "// app/root.tsx".
function filesOf(example: string): readonly { readonly name: string; readonly text: string }[] {
  const [before = '', ...rest] = example.split(/^\/\/ ([\w./-]+\.tsx?)$/m)
  if (rest.length === 0) return [{ name: 'main.ts', text: before }]
  return rest.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, text: (rest[index + 1] ?? '').trim() }] : [],
  )
}

function whatIsThere({ everywhere, within }: Surroundings, path: string, text: string): string {
  const known = { ...everywhere, ...within[path] }
  return Object.entries(known)
    .filter(([name]) => isUsed(name, text) && !isDeclared(name, text))
    .map(([, declaration]) => `${declaration}\n`)
    .join('')
}

function isUsed(name: string, text: string): boolean {
  return new RegExp(`(^|\\.{3}|[^\\w.'/])${name}\\b(?!: )`, 'm').test(text)
}

function isDeclared(name: string, text: string): boolean {
  const declared = `\\b(?:const|let|function|class) (?:\\{[^}]*)?\\b${name}\\b`
  return new RegExp(`${declared}|^import .*\\b${name}\\b`, 'm').test(text)
}

/** Gives the lines that import some names. */
export function imports(from: string, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `import { ${name} } from '${from}'`]))
}

/** What every example may use of Coatcheck and of Node without saying so. */
export const imported: Readonly<Record<string, string>> = {
  ...imports('coatcheck', 'createSessions', 'optionsFromEnv'),
  ...imports('coatcheck/adapters/upgrade', 'openUpgrade'),
  ...imports('coatcheck/codecs/cookie-session', 'cookieSessionReader'),
  ...imports('coatcheck/codecs/django', 'djangoReader'),
  ...imports('coatcheck/codecs/express-session', 'expressSessionReader'),
  ...imports('coatcheck/codecs/flask', 'flaskReader'),
  ...imports('coatcheck/codecs/iron-session', 'ironSessionReader'),
  ...imports('coatcheck/codecs/koa-session', 'koaSessionReader'),
  ...imports('coatcheck/codecs/secure-session', 'secureSessionReader'),
  ...imports('coatcheck/testing', 'editSession', 'handClock', 'loggedIn', 'raceOf', 'readSession'),
  ...imports('node:fs', 'readFileSync'),
  ...imports('node:http', 'createServer'),
  ...imports('vitest', 'expect'),
  express: "import express from 'express'",
}
