/**
 * What is written to a response that does not pass it on at once.
 *
 * @module
 */

/**
 * Refuses what Node would refuse, before it is held: later, nobody could be told.
 *
 * @throws {TypeError} when a chunk is neither text nor bytes
 */
export function refuseNoChunk(chunk: unknown): void {
  if (typeof chunk === 'string' || chunk instanceof Uint8Array) return
  const message = 'The chunk of a response must be a string or a Uint8Array'
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' })
}

/**
 * Drops what was written, and tells the writer's callback that it is done.
 *
 * @param args the arguments of a `write` or `end`
 * @returns the result
 */
export function swallow<T>(args: readonly unknown[], result: T): T {
  const callback = args.findLast((arg) => typeof arg === 'function')
  if (callback !== undefined) process.nextTick(() => Reflect.apply(callback, undefined, []))
  return result
}
