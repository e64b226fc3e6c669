/**
 * A session in the shape that React Router's own storage gives it.
 *
 * @module
 */

import type { Key, Session, Value } from '../session.ts'

/** A session as React Router's own storage gives it, over one of Coatcheck. */
export interface StorageSession<Data extends object, FlashData extends object = Data> {
  /** The session's handle: a digest of its id, safe in logs. */
  readonly id: string
  /** The data itself, live. */
  readonly data: Partial<Data>
  /** The session beneath, for `login`, `logout`, `regenerate`, `update` and `permanent`. */
  readonly session: Session<Data>
  /** Says whether a key is there, or a flashed value. */
  has(name: Key<Data> | Key<FlashData>): boolean
  /** Gives a key's value; one that was flashed is removed by that. */
  get<Name extends Key<Data> | Key<FlashData>>(
    name: Name,
  ):
    | (Name extends keyof Data ? Value<Data, Name> : undefined)
    | (Name extends keyof FlashData ? Value<FlashData, Name> : undefined)
    | undefined
  /** Sets a key. */
  set<Name extends Key<Data>>(name: Name, value: Value<Data, Name>): void
  /** Sets a value that is gone once it was read. */
  flash<Name extends Key<FlashData>>(name: Name, value: Value<FlashData, Name>): void
  /** Removes a key. */
  unset(name: Key<Data>): void
}

/** Gives a session that shape. */
export function storageSession<Data extends object, FlashData extends object>(
  session: Session<Data>,
): StorageSession<Data, FlashData> {
  // Which keys there are, and what they hold, is known at compile time only.
  const untyped = session as unknown as Session<Record<string, unknown>>
  const shape = {
    get id() {
      return session.handle
    },
    get data() {
      return session.data
    },
    session,
    has: (name: string) => untyped.has(name) || untyped.has(flashKey(name)),
    get(name: string) {
      if (untyped.has(name) || !untyped.has(flashKey(name))) return untyped.get(name)
      return untyped.pop(flashKey(name))
    },
    set: (name: string, value: unknown) => untyped.set(name, value),
    flash: (name: string, value: unknown) => untyped.set(flashKey(name), value),
    unset: (name: string) => void untyped.delete(name),
  }
  // As above: what `get` gives under a name is what was put there.
  return shape as unknown as StorageSession<Data, FlashData>
}

// The name React Router keeps a flashed value under.
function flashKey(name: string): string {
  return `__flash_${name}__`
}
