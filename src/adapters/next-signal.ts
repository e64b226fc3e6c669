/**
 * What Next's functions throw to say how a request is answered: `redirect()`, `notFound()`,
 * `forbidden()`, `unauthorized()`. They are known by their `digest`.
 *
 * @module
 */

// NEXT_REDIRECT ";" "push" / "replace" ";" url ";" status ";"
const redirect = /^NEXT_REDIRECT;(?:push|replace);(.*);(30[378]);$/s
// NEXT_HTTP_ERROR_FALLBACK ";" status
const fallback = /^NEXT_HTTP_ERROR_FALLBACK;(40[134])$/

/** Gives the status that an error of a server action stands for: 500 unless it is Next's own. */
export function statusOfSignal(error: unknown): number {
  const digest = digestOf(error)
  return Number(redirect.exec(digest)?.[2] ?? fallback.exec(digest)?.[1] ?? 500)
}

/**
 * Gives the answer that an error of a route handler stands for, as Next would make it, or
 * `undefined` when it is an error. Next's own answer to `notFound()` has no room for a cookie.
 */
export function answerOfSignal(error: unknown, request: Request): Response | undefined {
  const digest = digestOf(error)
  const [, url, status] = redirect.exec(digest) ?? []
  if (url !== undefined) {
    return new Response(null, {
      status: isForm(request) ? 303 : Number(status),
      headers: { Location: url },
    })
  }
  const [, refused] = fallback.exec(digest) ?? []
  return refused === undefined ? undefined : new Response(null, { status: Number(refused) })
}

/** Makes what Next's functions would throw to answer a server action with a guard's refusal. */
export function signalOf(refusal: Response): Error {
  const { status, headers } = refusal
  const location = headers.get('location')
  if (location !== null) return signal(`NEXT_REDIRECT;replace;${location};303;`)
  return signal(`NEXT_HTTP_ERROR_FALLBACK;${[401, 403, 404].includes(status) ? status : 403}`)
}

function signal(digest: string): Error {
  return Object.assign(new Error(digest), { digest })
}

function digestOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return ''
  return typeof error.digest === 'string' ? error.digest : ''
}

// A form that is sent goes on with a page, and must not be sent again there (RFC 9110 §15.4.4).
function isForm(request: Request): boolean {
  if (request.method !== 'POST') return false
  const type = request.headers.get('content-type') ?? ''
  return (
    request.headers.has('next-action') ||
    /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)
  )
}
