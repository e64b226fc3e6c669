/**
 * The fields of a form, as a request brings them.
 *
 * @module
 */

// None of the inspector's own is longer.
const maxFormBytes = 8_192

/** A body that is read piece by piece. */
export interface FormBody {
  /** Gives the next piece, or nothing when it is over. */
  read(): Promise<Uint8Array | undefined>
}

/** Reads a form; `undefined` when it is too long. */
export async function formOf(body: FormBody): Promise<URLSearchParams | undefined> {
  const pieces: Uint8Array[] = []
  let length = 0
  for (let piece = await body.read(); piece !== undefined; piece = await body.read()) {
    length += piece.length
    if (length > maxFormBytes) return undefined
    pieces.push(piece)
  }
  return new URLSearchParams(Buffer.concat(pieces).toString('utf8'))
}

/** Makes the body of a `Request`. */
export function bodyOf(stream: ReadableStream<Uint8Array> | null): FormBody {
  const reader = stream?.getReader()
  return {
    async read() {
      const { done = true, value } = (await reader?.read()) ?? {}
      return done ? undefined : value
    },
  }
}
