/**
 * The secret of every contender.
 *
 * @module
 */

/** A secret of 43 characters. */
export const secret = 'bench-8c1f64a2d9e07b35-bench-8c1f64a2d9e07b35'

/** A secret of exactly 32 bytes. */
export const secretBytes: Buffer = Buffer.from(secret).subarray(0, 32)
