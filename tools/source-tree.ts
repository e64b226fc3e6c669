/**
 * Reads a tree of source files and who imports whom in it.
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import { importsOf } from './tokens.ts'

/** A file of the tree. */
export interface SourceFile {
  /** Its path below the tree's root, with forward slashes. */
  readonly path: string
  /** Its text. */
  readonly text: string
  /** What it imports, in order. */
  readonly imports: readonly Import[]
}

/** One import of a file. */
export interface Import {
  /** What the source says. */
  readonly specifier: string
  /** The path below the root when the specifier is relative; one that leaves the root keeps `..`. */
  readonly path: string | undefined
  /** The line it stands on. */
  readonly line: number
}

/** Gives the TypeScript files below a folder, tests left out. */
export function sourceFiles(root: string): readonly SourceFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .sort()
    .map((path) => sourceFile(path, readFileSync(join(root, path), 'utf8')))
}

/** The first folder of a path, `''` for a file at the root. */
export function topFolder(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
}

function sourceFile(path: string, text: string): SourceFile {
  const imports = importsOf(text).map(({ text: specifier, line }) => ({
    specifier,
    path: specifier.startsWith('.')
      ? posix.normalize(posix.join(posix.dirname(path), specifier))
      : undefined,
    line,
  }))
  return { path, text, imports }
}
