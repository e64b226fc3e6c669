/**
 * The keys derived lately, by the half of the nonce that they were derived from.
 *
 * @module
 */

/** A bounded table of derived keys. */
export interface DerivedKeys {
  /** Gives the key for a nonce, if one with the same first half is known. */
  find(nonce: Uint8Array): Uint8Array | undefined
  /** Keeps a nonce's key, in the place of the one kept longest when there are too many. */
  keep(nonce: Uint8Array, key: Uint8Array): void
}

/** How many keys are kept: those of so many sealing processes, or of so many million messages. */
export const maxDerivedKeys = 32

/**
 * Makes an empty table.
 *
 * @param prefixBytes how many bytes of what it is asked for are looked at
 */
export function derivedKeys(prefixBytes: number): DerivedKeys {
  const table: { readonly nonce: Uint8Array; readonly key: Uint8Array }[] = []
  let next = 0

  // No secret: it stands in the cookie.
  const isSameHalf = (a: Uint8Array, b: Uint8Array): boolean => {
    for (let i = 0; i < prefixBytes; i += 1) if (a[i] !== b[i]) return false
    return true
  }

  return {
    find(nonce) {
      for (const known of table) if (isSameHalf(known.nonce, nonce)) return known.key
      return undefined
    },
    keep(nonce, key) {
      table[next] = { nonce: nonce.slice(0, prefixBytes), key }
      next = (next + 1) % maxDerivedKeys
    },
  }
}
