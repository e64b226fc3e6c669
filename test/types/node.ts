/**
 * The adapter for `node:http`.
 *
 * @module
 */

import { createServer } from 'node:http'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'
import { expectType } from './expect-type.ts'

const sessions = createSessions<{ visits: number }>(optionsFromEnv())

createServer(
  withSession(sessions, (_req, res, session) => {
    expectType<number>()(session.get('visits', 0))
    // @ts-expect-error a key that is not in the data
    session.get('nonsense')
    res.end('fine')
  }),
).listen(0)
