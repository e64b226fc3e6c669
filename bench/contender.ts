/**
 * What is measured: a way to keep a visitor's session, behind one request and its answer.
 *
 * @module
 */

/** What every session of the benchmark holds. */
export interface Body {
  userId: number
  /** Counted up by whoever changes the session. */
  visits: number
  cart: Record<string, number>
  note: string
}

/**
 * What one request does: nothing and without a session at all, nothing, reading one field, counting
 * it up, or filling an empty session.
 */
export type Act = 'none' | 'untouched' | 'read' | 'modify' | 'begin'

/** How a session is kept from others: what a cookie holds can be read, or not, or is elsewhere. */
export type Protection = 'encrypted' | 'signed' | 'store'

/** The answer to one request. */
export interface Answer {
  /** What the handler saw as `visits`, when it read. */
  readonly visits: unknown
  /** The lines of `Set-Cookie`, or only their `name=value`. */
  readonly cookies: readonly string[]
}

/** Serves one request that carries a `Cookie` header or none. */
export type Visit = (act: Act, cookie: string | undefined) => Answer | Promise<Answer>

/** A way to keep sessions. */
export interface Contender {
  /** What it is called in the tables. */
  readonly name: string
  /** What it claims. */
  readonly protection: Protection
  /** Whether another cookie still leads to the session when one that was changed is refused. */
  readonly hasRefuge?: boolean
  /** Makes it ready to serve, with what a session holds once it began. */
  open(body: Body): Promise<Visit>
}

/** Nothing was set, and nothing read. */
export const silence: Answer = { visits: undefined, cookies: [] }

/** Part of every body, so that it can be looked for in a cookie. */
export const marker = 'Dalloway'

/** The sizes of bodies, in bytes of JSON. */
export const bodySizes: Readonly<Record<'small' | 'big', number>> = { small: 73, big: 2_048 }

/** Makes a body of so many bytes of JSON. */
export function bodyOf(bytes: number): Body {
  const body: Body = { userId: 123_456, visits: 41, cart: { 7: 2, 19: 1 }, note: '' }
  const room = bytes - JSON.stringify(body).length
  const sentence = `${marker} said she would buy the flowers. `
  body.note = sentence.repeat(Math.ceil(room / sentence.length)).slice(0, room)
  return body
}
