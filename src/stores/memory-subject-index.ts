/**
 * Which keys a subject has, in their order, so that a page of them is found without a search.
 *
 * @module
 */

/** The keys of subjects. */
export interface SubjectIndex {
  /** Enters a key under a subject; nothing for `null`, which is nobody's. */
  add(subject: string | null, key: string): void
  /** Strikes a key from under a subject. */
  remove(subject: string | null, key: string): void
  /** Gives the keys of a subject in order, from the first one behind `after`. */
  keysAfter(subject: string, after: string | undefined): Iterable<string>
}

/** Makes an empty index. */
export function subjectIndex(): SubjectIndex {
  const keysOf = new Map<string, string[]>()

  return {
    add(subject, key) {
      if (subject === null) return
      const keys = keysOf.get(subject)
      if (keys === undefined) keysOf.set(subject, [key])
      else keys.splice(placeOf(keys, key), 0, key)
    },

    remove(subject, key) {
      const keys = subject === null ? undefined : keysOf.get(subject)
      if (subject === null || keys === undefined) return
      const place = placeOf(keys, key)
      if (keys[place] !== key) return
      keys.splice(place, 1)
      if (keys.length === 0) keysOf.delete(subject)
    },

    *keysAfter(subject, after) {
      const keys = keysOf.get(subject) ?? []
      const start = after === undefined ? 0 : placeOf(keys, after)
      for (let place = start; place < keys.length; place += 1) {
        const key = keys[place]
        if (key !== undefined && key !== after) yield key
      }
    },
  }
}

// The first place whose key is not before this one, by halving.
function placeOf(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const found = keys[middle]
    if (found !== undefined && found < key) low = middle + 1
    else high = middle
  }
  return low
}
