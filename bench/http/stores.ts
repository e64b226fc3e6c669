/**
 * Coatcheck's and the peers' stores, by address.
 *
 * @module
 */

import { createSessions, type SessionData, type Sessions } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { openStore } from 'coatcheck/stores/open'
import { Pool } from 'pg'
import { createClient } from 'redis'
import type { Act, Body } from '../contender.ts'
import { bodyOf, bodySizes } from '../contender.ts'
import { secret } from '../contenders/secrets.ts'
import { load, loadDefault } from '../peers/load.ts'
import type { Engine, Kind } from './kind.ts'

/** What a session holds once it began. */
export const body: Body = bodyOf(bodySizes.small)

/** A session of Coatcheck, as a handler sees it. */
export interface Held {
  readonly data: Partial<Body>
  get(key: 'visits'): number | undefined
  set(key: 'visits', value: number): void
}

/** Does what a request does, and gives what it read. */
export function actOnHeld(session: Held, act: Act): unknown {
  if (act === 'read') return session.get('visits')
  if (act === 'modify') {
    const visits = (session.get('visits') ?? 0) + 1
    session.set('visits', visits)
    return visits
  }
  if (act === 'begin') Object.assign(session.data, body)
  return undefined
}

/** Coatcheck's sessions on one framework, in the cookie and in each store. */
export function coatcheckKinds<Making>(
  mount: (sessions: Sessions<Body>) => Making,
): readonly Kind<Making>[] {
  const engines: readonly Engine[] = ['none', 'memory', 'sqlite', 'redis', 'postgres']
  return engines.map((engine) => ({
    name: engine === 'none' ? 'Coatcheck' : `Coatcheck, ${engine}`,
    protection: engine === 'none' ? 'encrypted' : 'store',
    engine,
    async make(address) {
      if (engine === 'none') return mount(createSessions<Body>({ secrets: secret }))
      const opened =
        engine === 'memory'
          ? { store: memoryStore({ maxEntries: 1_000_000 }) }
          : await openStore(address)
      return mount(createSessions<Body>({ secrets: secret, store: opened.store }))
    },
  }))
}

/** Gives sessions to an adapter that knows one type of sessions for the whole program. */
export function ofProgram(sessions: Sessions<Body>): Sessions<SessionData> {
  // What they hold is said in `Body`: a program of its own would say it in `SessionData`.
  return sessions as unknown as Sessions<SessionData>
}

/** A store as connect-redis and connect-pg-simple make them. */
export type ConnectStore = object

/** Makes a store of connect-redis. */
export async function connectRedis(address: string): Promise<ConnectStore> {
  const { RedisStore } = await load<{ RedisStore: new (options: object) => ConnectStore }>(
    'connect-redis',
  )
  const client = createClient({ url: address })
  // The server ends before its clients.
  client.on('error', () => {})
  await client.connect()
  return new RedisStore({ client })
}

/** Makes a store of connect-pg-simple, with the table it comes with. */
export async function connectPostgres(address: string): Promise<ConnectStore> {
  type Factory = (session: unknown) => new (options: object) => ConnectStore
  const factory = await loadDefault<Factory>('connect-pg-simple')
  const PostgresStore = factory(await loadDefault('express-session'))
  const pool = new Pool({ connectionString: address })
  pool.on('error', () => {})
  return new PostgresStore({
    pool,
    createTableIfMissing: true,
    pruneSessionInterval: false,
  })
}
