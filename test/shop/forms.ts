/**
 * What a browser sends when a visitor of the shop submits a form or opens a page.
 *
 * @module
 */

import type { Visitor } from '../clients/cookie-jar.ts'

/** The `Accept` header of a browser that opens a page. */
export const browserAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

/** Makes the request of a submitted form. */
export function form(fields: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { accept: browserAccept, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(fields),
  }
}

/** Submits the login form. */
export function logIn(visitor: Visitor, username = 'john_doe', next = ''): Promise<Response> {
  const fields = { username, password: 'open-sesame' }
  return visitor.fetch('/login', form(next === '' ? fields : { ...fields, next }))
}

/** Gives the text of a page. */
export async function textAt(visitor: Visitor, path: string): Promise<string> {
  return (await visitor.fetch(path, { headers: { accept: browserAccept } })).text()
}

/** Gives the handles of the sessions that a visitor's dashboard lists, in its order. */
export async function handlesOf(visitor: Visitor): Promise<readonly string[]> {
  const page = await textAt(visitor, '/dashboard')
  return [...page.matchAll(/action="\/sessions\/([\w-]{43})\/logout"/g)].map(
    ([, handle]) => handle ?? '',
  )
}
