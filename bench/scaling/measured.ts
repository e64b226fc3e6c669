/**
 * What runs of the benchmarks found, as far as planning needs it. `docs/scaling.md` shows from which
 * sizes they are.
 *
 * @module
 */

/** What a session costs in one store. */
export interface StoreCost {
  readonly store: string
  /** Bytes of a session that holds 73 bytes of JSON, its indexes included, with ten thousand. */
  readonly bytes: number
  /** The same with the most that were measured: what the model is held against. */
  readonly largest: { readonly sessions: number; readonly bytes: number }
  /** Bytes that a login adds, for the index by subject. */
  readonly loginBytes: number
  /** Bytes that each byte of data adds. */
  readonly bytesPerByte: number
  /** Commands of a request that reads, and of one that changes something. */
  readonly commands: { readonly read: number; readonly modify: number }
}

/** By `npm run bench:full`, growth and HTTP; what a login and more data add, of 20,000 sessions. */
export const storeCosts: readonly StoreCost[] = [
  {
    store: 'Redis',
    bytes: 425,
    largest: { sessions: 10_000_000, bytes: 434 },
    loginBytes: 290,
    bytesPerByte: 1.2,
    commands: { read: 1, modify: 2 },
  },
  {
    store: 'PostgreSQL',
    bytes: 421,
    largest: { sessions: 10_000_000, bytes: 413 },
    loginBytes: 220,
    bytesPerByte: 1.1,
    commands: { read: 1, modify: 2 },
  },
]
