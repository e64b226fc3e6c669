/**
 * What is measured behind a framework: a way to keep sessions, and the store it needs.
 *
 * @module
 */

import type { Act, Protection } from '../contender.ts'

/** The stores that a kind of sessions may need. */
export type Engine = 'none' | 'memory' | 'sqlite' | 'redis' | 'postgres'

/** A kind of sessions on one framework. */
export interface Kind<Making> {
  /** What it is called in the tables. */
  readonly name: string
  /** What it claims. */
  readonly protection: Protection
  /** Where it keeps sessions. */
  readonly engine: Engine
  /** Makes it ready, on the store at an address. */
  make(address: string): Making | Promise<Making>
}

/** A way to keep sessions, as the tables know it. */
export type KindName = Pick<Kind<unknown>, 'name' | 'protection' | 'engine'>

/** The act of a request, by its path. */
export function actOfPath(path: string): Act {
  // The client asks for no other.
  return path.slice(1) as Act
}
