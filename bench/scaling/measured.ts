/**
 * What runs of the benchmarks found, as far as planning needs it. `docs/scaling.md` shows from which
 * sizes they are.
 *
 * @module
 */

import type { Outcome } from './simulation.ts'

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

/** What `incident-run.ts` found of one Redis and one process before it. */
export const incidentRun: {
  /** Requests that were answered in a second when each waited for another, 64 at a time. */
  readonly most: number
  /** What came of the incidents of `small-incidents.ts`, in their order. */
  readonly outcomes: readonly Outcome[]
} = {
  most: 9_195,
  outcomes: [
    { longestWait: 2.07, slowSeconds: 7, failed: 0, over: 13.2 },
    { longestWait: 3.02, slowSeconds: 3, failed: 0, over: 4.8 },
    { longestWait: 0.17, slowSeconds: 0, failed: 0.0001, over: 14.2 },
  ],
}
