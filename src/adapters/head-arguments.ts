/**
 * What `writeHead(status, message?, headers?)` was called with, in all its forms.
 *
 * @module
 */

import type { NodeResponse } from './node-message.ts'

/** The arguments of a `writeHead`, sorted. */
export interface HeadArguments {
  /** The status. */
  readonly status: number
  /** The status's text, when one was given. */
  readonly message: string | undefined
  /** The headers: an object, a flat array of names and values, or an array of pairs. */
  readonly headers: unknown
}

/** Sorts the arguments of a `writeHead`. */
export function headArguments(args: readonly unknown[]): HeadArguments {
  const [status, second, third] = args
  const message = typeof second === 'string' ? second : undefined
  return {
    status: Number(status) | 0,
    message,
    headers: third ?? (message === undefined ? second : undefined),
  }
}

/** Says whether a status begins an answer: 1xx does not, and Node refuses what is no status. */
export function isFinal(status: number): boolean {
  return status >= 200 && status <= 999
}

/**
 * Sets the headers given to a `writeHead` one by one. Given to the original, they would replace the
 * headers of the same name that were set before, our cookie among them.
 *
 * As in Node, an array replaces headers set earlier and may hold one name several times.
 *
 * @throws {TypeError} when an array holds a name without a value, or Node refuses a header
 */
export function applyHeaders(res: NodeResponse, headers: unknown): void {
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers ?? {})) {
      if (name !== '') res.setHeader(name, value)
    }
    return
  }
  const pairs = Array.isArray(headers[0]) ? headers : pairsOf(headers)
  for (const [name] of pairs) {
    if (name) res.removeHeader(String(name))
  }
  for (const [name, value] of pairs) {
    if (name) res.appendHeader(String(name), typeof value === 'number' ? String(value) : value)
  }
}

function pairsOf(flat: readonly unknown[]): readonly (readonly unknown[])[] {
  if (flat.length % 2 !== 0) {
    throw new TypeError('writeHead(status, headers): the array holds a name without a value')
  }
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]]] : []))
}
