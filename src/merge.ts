/**
 * Three states of one session's data made into one: what both requests began with, what the other
 * one left, and what this one leaves.
 *
 * @module
 */

import { sameText, writeLossless } from './encoding/lossless-json.ts'
import type { Flash } from './record.ts'

/** Data as a session holds it. */
export type Tree = Record<string, unknown>

/** What merging gives. */
export interface Merged {
  /** The data of both. */
  readonly data: Tree
  /** The paths at which both changed the same leaf differently, and this request won. */
  readonly conflicts: readonly string[]
}

/**
 * Merges key by key, through plain objects at any depth; anything else is one leaf.
 *
 * A leaf that only one side changed keeps that change. Where both changed it, mine wins.
 */
export function merge(base: Tree, theirs: Tree, mine: Tree): Merged {
  const conflicts: string[] = []
  return { data: mergeTrees(base, theirs, mine, 'data', conflicts), conflicts }
}

/** Merges messages: what I took is gone, what either side left is there. */
export function mergeFlashes(
  base: readonly Flash[],
  theirs: readonly Flash[],
  mine: readonly Flash[],
): readonly Flash[] {
  const kept = commonStart(base, mine)
  const added = mine.slice(kept)
  const taken = base.slice(kept)
  const left = [...theirs]
  for (const flash of taken) {
    // One for one: a message that they left since may say the same.
    const at = left.findIndex((other) => sameFlash(flash, other))
    if (at !== -1) left.splice(at, 1)
  }
  return [...left, ...added]
}

function mergeTrees(base: Tree, theirs: Tree, mine: Tree, path: string, conflicts: string[]): Tree {
  const merged: Tree = {}
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const leaf = mergeLeaf(
      at(base, key),
      at(theirs, key),
      at(mine, key),
      `${path}.${key}`,
      conflicts,
    )
    if (leaf !== absent) {
      Object.defineProperty(merged, key, {
        value: leaf,
        writable: true,
        enumerable: true,
        configurable: true,
      })
    }
  }
  return merged
}

function mergeLeaf(
  base: unknown,
  theirs: unknown,
  mine: unknown,
  path: string,
  conflicts: string[],
): unknown {
  if (same(base, mine)) return theirs
  if (same(base, theirs) || same(theirs, mine)) return mine
  if (isTree(theirs) && isTree(mine)) {
    return mergeTrees(isTree(base) ? base : {}, theirs, mine, path, conflicts)
  }
  conflicts.push(path)
  return mine
}

// A key that is not there differs from one that holds `undefined`.
const absent = Symbol('absent')

function at(tree: Tree, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : absent
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (a === absent || b === absent) return false
  return sameText(writeLossless(a, 'data'), writeLossless(b, 'data'))
}

/** Says whether a value is a plain object, whose keys can be merged one by one. */
export function isTree(value: unknown): value is Tree {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}

function commonStart(a: readonly Flash[], b: readonly Flash[]): number {
  let length = 0
  for (const flash of a) {
    const other = b[length]
    if (other === undefined || !sameFlash(flash, other)) break
    length += 1
  }
  return length
}

function sameFlash(a: Flash, b: Flash): boolean {
  return a.text === b.text && a.category === b.category
}
