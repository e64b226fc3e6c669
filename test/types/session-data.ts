/**
 * What the app's one merge of `SessionData` gives: the type of `req.session` in Express and of the
 * ambient session.
 *
 * @module
 */

import { createSessions, optionsFromEnv, type Session, type SessionEvent } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { runWithSession, session } from 'coatcheck/ambient'
import { requireLogin } from 'coatcheck/guards/login'
import express from 'express'
import { expectType } from './expect-type.ts'

declare module 'coatcheck' {
  interface SessionData {
    userId: number
    cart: Record<string, number>
  }
}

const sessions = createSessions(optionsFromEnv({ cookie: { domain: process.env['DOMAIN'] } }))

createSessions(optionsFromEnv({ onEvent: (event) => expectType<SessionEvent>()(event) }))

const app = express()
app.use(expressSession(sessions))
app.use((req, _res, next) => runWithSession(req.session, next))
app.get('/account', guard(requireLogin({ loginPath: '/login' })), (req, res) => {
  expectType<Session>()(req.session)
  expectType<number | undefined>()(req.session.get('userId'))
  expectType<number>()(req.session.get('userId', 0))
  expectType<number | undefined>()(req.session.setDefault('cart', {})['7'])
  // @ts-expect-error a key that is not in SessionData
  req.session.get('nonsense')
  // @ts-expect-error a value of another type
  req.session.data.userId = 'ada'
  res.send('fine')
})
app.post('/logout', async (req, res) => {
  await req.session.logout()
  res.redirect(303, '/login')
})

expectType<number | undefined>()(session.get('userId'))
// @ts-expect-error a key that is not in SessionData
session.get('nonsense')

const elsewhere = createSessions<{ visits: number }>(optionsFromEnv())
// @ts-expect-error sessions of other data at the line that mounts them
app.use(expressSession(elsewhere))
