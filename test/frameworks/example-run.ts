/**
 * The examples of the doc comments as modules that run, each where its packages are.
 *
 * @module
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Sessions } from 'coatcheck'
import { docExamples } from '../docs/doc-examples.ts'
import { values } from './example-values.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

// Where an example runs, because its packages are there; all others run beside this file.
const homes: Readonly<Record<string, string>> = {
  'adapters/koa': 'test/frameworks/koa',
  'adapters/react-router': 'test/frameworks/react-router',
  'adapters/upgrade': 'test/frameworks/websocket',
  'codecs/express-session': 'test/express-session',
}

// What runs within Next (`next.test.ts`).
const elsewhere = /^adapters\/next/
const examples = docExamples(join(root, 'src'), values).filter(({ path }) => !elsewhere.test(path))

// What a reader brings beside an example.
const brought: Readonly<Record<string, string>> = {
  'testing/store-contract-1/my-store.ts':
    "export { memoryStore as makeMyStore } from 'coatcheck/stores/memory'",
  'testing/adapter-contract-1/my-server.ts': `export { serve } from '${fileURLToPath(new URL('example-values.ts', import.meta.url))}'`,
  'adapters/react-router-1/app/context.ts':
    "import { RouterContextProvider } from 'react-router'\n" +
    'export const context = new RouterContextProvider()',
}

/** What an example has made. */
export interface Made {
  readonly app?: object
  readonly sessions?: Sessions<Record<string, unknown>>
  readonly pool?: { end(): Promise<void> }
  readonly client?: { close(): Promise<void> }
  readonly [name: string]: unknown
}

// What tests ask for of an example that does not export it.
const shown = ['app', 'sessions', 'pool', 'client', 'server', 'origin', 'handler', 'greeting']

/** The first file of each example. */
export const examplePaths: readonly string[] = examples
  .map(({ path }) => path)
  .filter((path) => path.endsWith('/main.ts') || path.endsWith('.server.ts'))

/** Writes all of them. */
export function putExamples(): void {
  for (const { path, text } of examples) put(path, runnable(text))
  for (const [path, text] of Object.entries(brought)) put(path, text)
}

/** Removes them. */
export function removeExamples(): void {
  for (const { path } of examples) rmSync(homeOf(path), { recursive: true, force: true })
}

/** Runs one, once. */
export async function run(path: string): Promise<Made> {
  return import(/* @vite-ignore */ placeOf(path))
}

function put(path: string, text: string): void {
  const place = placeOf(path)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, `${text}\n`)
}

// With a port of its own, and names for what stands there without one.
function runnable(text: string): string {
  const named = text
    .replace(/^createServer\(/m, 'const server = createServer(')
    .replace(/^withSession\(/m, 'const handler = withSession(')
    .replace('.listen(3000)', '.listen(0)')
  const names = shown.filter((name) => isMade(name, named))
  return `${named}\nexport { ${names.join(', ')} }`
}

function isMade(name: string, text: string): boolean {
  const made = `^(?:const|let|function) (?:\\{[^}]*)?\\b${name}\\b|^import .*\\b${name}\\b`
  return new RegExp(made, 'm').test(text)
}

function homeOf(path: string): string {
  const [, home = 'test/frameworks'] =
    Object.entries(homes).find(([name]) => path.startsWith(name)) ?? []
  return join(root, home, '.cache/doc-examples')
}

function placeOf(path: string): string {
  return join(homeOf(path), path)
}
