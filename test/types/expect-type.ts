/**
 * Claims about types, held by the compiler: these files are compiled and never run.
 *
 * @module
 */

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only when the value has exactly the expected type; `any` is not `number`. */
export declare function expectType<Expected>(): <Actual>(
  value: Actual,
  ...difference: Equal<Actual, Expected> extends true ? [] : [never]
) => void
