/**
 * The adapter for Hono: chained calls infer what the session holds, and nothing is said for the whole
 * program. It needs the DOM's types or a runtime's own, and nothing of Node.
 *
 * @module
 */

import { createSessions, type Session } from 'coatcheck'
import { guard, honoSession, type SessionVariables } from 'coatcheck/adapters/hono'
import { requireLogin } from 'coatcheck/guards/login'
import { Hono } from 'hono'
import { expectType } from './expect-type.ts'

interface Data {
  visits: number
}

const sessions = createSessions<Data>({ secrets: 'x'.repeat(43) })
const membersOnly = guard(requireLogin({ loginPath: '/login' }))

export const chained = new Hono()
  .use(honoSession(sessions))
  .use('/members/*', membersOnly)
  .get('/', (c) => {
    expectType<Session<Data>>()(c.get('session'))
    expectType<Session<Data>>()(c.var.session)
    expectType<number>()(c.get('session').get('visits', 0))
    // @ts-expect-error a key that is not in the data
    c.get('session').get('nonsense')
    return c.text('fine')
  })
  .get('/account', membersOnly, (c) => {
    expectType<number>()(c.var.session.get('visits', 0))
    return c.text('fine')
  })

const unchained = new Hono<{ Variables: SessionVariables<Data> & { shop: string } }>()
unchained.use(honoSession(sessions))
unchained.use('/account', membersOnly)
unchained.get('/', membersOnly, (c) => {
  expectType<Session<Data>>()(c.get('session'))
  expectType<number | undefined>()(c.var.session.get('visits'))
  expectType<string>()(c.var.shop)
  // @ts-expect-error a key that is not in the data
  c.var.session.get('nonsense')
  return c.text('fine')
})

const without = new Hono()
without.get('/', (c) => {
  // @ts-expect-error nobody said that there is one
  c.get('session')
  return c.text('fine')
})

honoSession(sessions, { peerAddress: (c) => c.req.header('x-peer') })
