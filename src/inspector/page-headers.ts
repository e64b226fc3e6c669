/**
 * The headers of the inspector's answers: kept nowhere, framed by nobody, loading nothing but what
 * the inspector itself serves.
 *
 * @see W3C Content Security Policy Level 3 §6; RFC 9111 §5.2.2.5 (`no-store`)
 * @module
 */

/** What an answer is made of, besides its body. */
export interface AnswerKind {
  /** The status. */
  readonly status: number
  /** The media type. */
  readonly type: string
  /** What lets a page load its script and style sheet; absent: nothing is loaded. */
  readonly nonce?: string
}

function headersOf({ type, nonce }: Omit<AnswerKind, 'status'>): Headers {
  const own =
    nonce === undefined
      ? ''
      : `script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; form-action 'self'; `
  return new Headers({
    'Content-Type': type,
    // Compression would hold events back; and what is secret and what is not stand on one page.
    'Cache-Control': 'no-store, no-transform',
    'Content-Security-Policy': `default-src 'none'; ${own}base-uri 'none'; frame-ancestors 'none'`,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'X-Robots-Tag': 'noindex',
  })
}

/** Makes an answer. */
export function answer(body: string | ReadableStream<Uint8Array>, kind: AnswerKind): Response {
  return new Response(body, { status: kind.status, headers: headersOf(kind) })
}

/** Makes an answer of a plain sentence. */
export function sentence(status: number, text: string): Response {
  return answer(`${text}\n`, { status, type: 'text/plain; charset=utf-8' })
}
