/**
 * What runs of the benchmarks found, as far as planning needs it. `docs/scaling.md` shows from which
 * sizes they are.
 *
 * @module
 */

/** What a session costs in one store. */
export interface StoreCost {
  readonly store: string
  /** Bytes of a session that holds 73 bytes of JSON, its indexes included. */
  readonly bytes: number
  /** Bytes that a login adds, for the index by subject. */
  readonly loginBytes: number
  /** Bytes that each byte of data adds. */
  readonly bytesPerByte: number
  /** Commands of a request that reads, and of one that changes something. */
  readonly commands: { readonly read: number; readonly modify: number }
}

/** By `npm run bench:full`, growth and HTTP. */
export const storeCosts: readonly StoreCost[] = [
  {
    store: 'Redis',
    bytes: 450,
    loginBytes: 330,
    bytesPerByte: 1,
    commands: { read: 1, modify: 2 },
  },
  {
    store: 'PostgreSQL',
    bytes: 462,
    loginBytes: 170,
    bytesPerByte: 1,
    commands: { read: 1, modify: 2 },
  },
]
