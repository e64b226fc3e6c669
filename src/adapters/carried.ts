/**
 * What a framework's request carries for as long as it lives.
 *
 * @module
 */

/** Something of one kind that requests carry. */
export interface Carried<Value> {
  /** Gives what an object carries itself, and not another one that it inherits from. */
  of(bearer: object): Value | undefined
  /** Makes an object carry something, unseen by whoever lists, copies or prints it. */
  put(bearer: object, value: Value): void
}

/**
 * Makes a kind of thing to carry. A weak map would do the same, but costs the collector more than all the
 * rest of a request that reads its session.
 */
export function carried<Value>(name: string): Carried<Value> {
  const place = Symbol(`coatcheck: ${name}`)
  return {
    of(bearer) {
      if (!Object.hasOwn(bearer, place)) return undefined
      // Nobody else has the symbol: what is there was put there by `put`.
      return Reflect.get(bearer, place) as Value
    },
    put(bearer, value) {
      Object.defineProperty(bearer, place, { value, writable: true, configurable: true })
    },
  }
}
