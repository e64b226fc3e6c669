/**
 * Values as text, and back as exactly what they were: plain JSON where the value is plain JSON,
 * devalue's notation for the rest.
 *
 * @module
 */

import * as devalue from 'devalue'
import { assertKeepable, isPlainJson } from './keepable.ts'

/** A value as text, with the notation it is in. */
export interface LosslessText {
  /** The text. */
  readonly text: string
  /** Whether it is devalue's notation; else plain JSON. */
  readonly rich: boolean
}

/**
 * Writes a value.
 *
 * @param path what the value is called in messages
 * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE` naming the path of what cannot be kept
 */
export function writeLossless(value: unknown, path: string): LosslessText {
  if (isPlainJson(value)) return { text: JSON.stringify(value), rich: false }
  assertKeepable(value, path)
  return { text: devalue.stringify(value, { Bytes: bytesToBase64 }), rich: true }
}

/** Reads back what `writeLossless` wrote; throws a `SyntaxError` or the like for anything else. */
export function readLossless({ text, rich }: LosslessText): unknown {
  return rich ? devalue.parse(text, { Bytes: bytesFromBase64 }) : JSON.parse(text)
}

/** Says whether two texts are the same bytes. */
export function sameText(a: LosslessText, b: LosslessText): boolean {
  return a.text === b.text && a.rich === b.rich
}

// Wrapped in an array since devalue takes a falsy result, such as '' for no bytes, for "not mine".
// Ours and not devalue's own, which writes the whole buffer behind a view.
function bytesToBase64(value: unknown): [string] | undefined {
  if (!(value instanceof Uint8Array)) return undefined
  return [Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')]
}

function bytesFromBase64([text]: [string]): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'))
}
