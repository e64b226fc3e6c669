/**
 * FLOOR as a contender, see `floor.ts`.
 *
 * @module
 */

import type { Act, Answer, Body, Contender } from '../contender.ts'
import { silence } from '../contender.ts'
import { FloorSession } from '../floor.ts'
import { OneRequest } from '../one-request.ts'

/** The least that can be done. */
export const floor: Contender = {
  name: 'FLOOR',
  protection: 'encrypted',
  open: async (body) => (act, cookie) => visit(body, act, cookie),
}

function visit(body: Body, act: Act, cookie: string | undefined): Answer {
  const exchange = new OneRequest(cookie)
  if (act === 'none') return silence
  const session = new FloorSession(exchange.cookieHeader)
  let visits: unknown
  if (act === 'read') visits = session.data['visits']
  else if (act === 'modify') {
    visits = Number(session.data['visits']) + 1
    session.set('visits', visits)
  } else if (act === 'begin') {
    for (const [key, value] of Object.entries(body)) session.set(key, value)
  }
  const { setCookie } = session
  return setCookie === undefined ? { visits, cookies: [] } : { visits, cookies: [setCookie] }
}
