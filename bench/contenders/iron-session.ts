/**
 * iron-session, as its users call it on Node.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Contender } from '../contender.ts'
import { load } from '../peers/load.ts'
import { actOn, type Properties } from './acts.ts'
import { seen, throughNode } from './node-messages.ts'
import { secret } from './secrets.ts'

/** What iron-session exports. */
export interface IronSession {
  getIronSession(
    req: IncomingMessage,
    res: ServerResponse,
    options: object,
  ): Promise<Properties & { save(): Promise<void> }>
}

/** Its options. */
export const ironOptions: object = { cookieName: 'session', password: secret }

/** iron-session 9. */
export const ironSession: Contender = {
  name: 'iron-session',
  protection: 'encrypted',
  async open(body) {
    const { getIronSession } = await load<IronSession>('iron-session')
    return (act, cookie) =>
      throughNode(async (req, res) => {
        if (act !== 'none') {
          const session = await getIronSession(req, res, ironOptions)
          seen.visits = actOn(session, act, body)
          if (act === 'modify' || act === 'begin') await session.save()
        }
        res.end('ok')
      }, cookie)
  },
}
