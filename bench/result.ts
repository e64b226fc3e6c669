/**
 * What a run found, as it is written to `bench/results`.
 *
 * @module
 */

import { cpus, loadavg } from 'node:os'
import type { CurvePoint } from './curves.ts'
import type { GrowthFinding } from './growth.ts'
import type { HttpFinding } from './http-level.ts'
import type { ProcessFinding } from './process-level.ts'

/** A run. */
export interface Result {
  /** Where and when it was. */
  readonly circumstances: Circumstances
  readonly processes: readonly ProcessFinding[]
  readonly http: readonly HttpFinding[]
  readonly growth: readonly GrowthFinding[]
  readonly curves: readonly CurvePoint[]
}

/** Where and when a run was, and how busy the machine was with other work. */
export interface Circumstances {
  readonly node: string
  readonly cores: number
  readonly began: string
  /** Processes that wanted a core in the minute before. */
  readonly loadBefore: number
  readonly isLong: boolean
}

/** Takes down where and when a run is. */
export function circumstances(isLong: boolean): Circumstances {
  return {
    node: process.versions.node,
    cores: cpus().length,
    began: new Date().toISOString(),
    loadBefore: loadavg()[0] ?? 0,
    isLong,
  }
}
