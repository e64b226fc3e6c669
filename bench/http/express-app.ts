/**
 * An Express app for each kind of sessions.
 *
 * @module
 */

import { expressSession } from 'coatcheck/adapters/express'
import type { Express } from 'express'
import { loadDefault } from '../peers/load.ts'
import { type ConnectMaking, connectKinds } from './connect-kinds.ts'
import { actOfPath, type Kind } from './kind.ts'
import type { Listening } from './node-app.ts'
import { actOnHeld, coatcheckKinds, type Held, ofProgram } from './stores.ts'

/** The kinds of sessions on Express. */
export const expressKinds: readonly Kind<Listening>[] = [
  ...connectKinds,
  ...coatcheckKinds(
    (sessions): ConnectMaking => ({
      middleware: expressSession(ofProgram(sessions)),
      // The middleware put it there; what it holds is said in `Body`.
      act: (req, _res, act) =>
        actOnHeld((req as unknown as { readonly session: Held }).session, act),
    }),
  ),
].map((kind) => ({ ...kind, make: async (address) => listening(await kind.make(address)) }))

async function listening({ middleware, act }: ConnectMaking): Promise<Listening> {
  const express = await loadDefault<() => Express>('express')
  const app = express()
  if (middleware !== undefined) app.use(middleware)
  app.get('/:act', async (req, res) => {
    const found = act(req, res, actOfPath(req.path))
    res.send(String(found instanceof Promise ? await found : found))
  })
  return (told) => {
    const server = app.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') told(address.port)
    })
  }
}
