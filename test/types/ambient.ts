/**
 * The ambient session and the login guard. They need nothing of Node and nothing of the DOM.
 *
 * @module
 */

import { createSessions, type Session, type SessionData } from 'coatcheck'
import { runWithSession, session } from 'coatcheck/ambient'
import { localNext, requireLogin } from 'coatcheck/guards/login'
import { expectType } from './expect-type.ts'

expectType<Session>()(session)
expectType<Session<SessionData>>()(session)
expectType<number>()(runWithSession(session, () => 1))
expectType<Promise<number>>()(runWithSession(session, async () => 1))
export const ambient: Session = session
export const sessions: unknown = createSessions({ secrets: 'x'.repeat(43) })

requireLogin({ loginPath: '/login' })
// @ts-expect-error the path of the login page is needed
requireLogin({})
expectType<string>()(localNext('/account', '/'))
