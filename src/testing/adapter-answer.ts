/**
 * What the app of the adapter contract answers with, whatever the framework calls it.
 *
 * @module
 */

/** An answer, for an adapter's server to give in its framework's own way. */
export interface AppAnswer {
  /** The HTTP status. */
  readonly status: number
  /** The headers; of `Set-Cookie` there may be several. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** A text, a stream of bytes, or `null` for none. */
  readonly body: string | AsyncIterable<Uint8Array> | null
}

/** Gives an answer as a `Response`, for frameworks whose handlers return one. */
export function responseOf({ status, headers, body }: AppAnswer): Response {
  const all = new Headers()
  for (const [name, value] of headers) all.append(name, value)
  const content = body === null || typeof body === 'string' ? body : streamOf(body)
  return new Response(content, { status, headers: all })
}

// By hand, since not every runtime has ReadableStream.from().
function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
