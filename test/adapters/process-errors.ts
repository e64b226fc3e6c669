/**
 * Listens for the errors that would end a process.
 *
 * @module
 */

import { afterEach, beforeEach, expect } from 'vitest'

/** Fails every test of a file during which an error reached the process. */
export function expectQuietProcess(): void {
  const errors: unknown[] = []
  const note = (error: unknown): void => {
    errors.push(error)
  }
  beforeEach(() => {
    errors.length = 0
    process.on('uncaughtException', note)
    process.on('unhandledRejection', note)
  })
  afterEach(async () => {
    // Rejections are reported once the microtasks have run.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('uncaughtException', note)
    process.off('unhandledRejection', note)
    expect(errors).toEqual([])
  })
}
