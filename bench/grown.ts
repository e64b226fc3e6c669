/**
 * Sessions of one library in one store, as many as are wanted.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import {
  createSessions,
  type Session,
  type Sessions,
  type Store,
  type StoredSessions,
  type StoreEntry,
} from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { openStore } from 'coatcheck/stores/open'
import { Client } from 'pg'
import { createClient } from 'redis'
import { type Body, bodyOf, bodySizes } from './contender.ts'
import { secret } from './contenders/secrets.ts'
import { cookieAfter } from './cookie-jar.ts'
import { engines } from './http/engines.ts'
import { multiplyInPostgres, multiplyInRedis, multiplyInSqlite } from './multiplied.ts'
import { OneRequest } from './one-request.ts'

/** Sessions that become more and more. */
export interface Grown extends AsyncDisposable {
  /** Begins one, and gives what its visitor comes with. */
  begin(subject?: string): Promise<string>
  /** Does a request: reads, and counts up where it is to change something. */
  visit(visitor: string, changes: boolean): Promise<void>
  /** Lets it hold so many more, by copies that nobody opens. */
  multiply(count: number): Promise<void>
  /** Forgets what the process knows of those who came, as another process would. */
  forget?(): void
  /** Gives the bytes that the store takes, or `NaN` where it cannot be told. */
  bytes(): Promise<number>
  /** What can be asked of sessions by their subjects, where it can. */
  readonly subjects?: Subjects
  /** Lets many begin without waiting for the disk, or stops that. */
  hurry?(isHurried: boolean): Promise<void>
}

/** What can be asked by subject. */
export interface Subjects {
  list(subject: string): Promise<number>
  revokeAll(subject: string): Promise<number>
}

/** Where Coatcheck's sessions are kept. */
export type GrownEngine = 'memory' | 'sqlite' | 'redis' | 'postgres'

/** What each session holds. */
export const grownBody: Body = bodyOf(bodySizes.small)

// More than any run puts there.
const maxEntries = 2_000_000

/** Opens Coatcheck on a store of its own; `undefined` where the server is missing. */
export async function grownCoatcheck(engine: GrownEngine): Promise<Grown | undefined> {
  const running = await engines[engine]()
  if (running === undefined) return undefined
  const { address } = running
  const opened =
    engine === 'memory'
      ? { store: memoryStore({ maxEntries }), close: async () => {} }
      : await openStore(address)
  let last: StoreEntry | undefined
  const store: Store = {
    ...opened.store,
    create(key, entry, now) {
      last = entry
      return opened.store.create(key, entry, now)
    },
  }
  const process = (): StoredSessions<Body> => createSessions<Body>({ secrets: secret, store })
  const sessions = process()
  let asked = process()
  return {
    begin: (subject) => begun(sessions, subject),
    visit: (visitor, changes) => visited(asked, visitor, changes),
    forget() {
      asked = process()
    },
    async multiply(count) {
      if (engine === 'sqlite') multiplyInSqlite(address.slice('sqlite:'.length), count)
      else if (engine === 'redis') await multiplyInRedis(address, entryKeys, count)
      else if (engine === 'postgres') {
        await inDatabase(address, (client) =>
          multiplyInPostgres(client, 'coatcheck_sessions', count),
        )
      } else if (last !== undefined) await copiesInMemory(opened.store, last, count)
    },
    bytes: () => bytesOf(engine, address),
    subjects: {
      list: async (subject) => (await sessions.list(subject, { limit: 500 })).sessions.length,
      revokeAll: (subject) => sessions.revokeAll(subject),
    },
    ...(engine === 'postgres' ? { hurry: (isHurried) => hurry(address, isHurried) } : {}),
    async [Symbol.asyncDispose]() {
      await opened.close()
      await running[Symbol.asyncDispose]()
    },
  }
}

const entryKeys = { prefix: 'coatcheck:e:', length: 43 }

async function copiesInMemory(store: Store, entry: StoreEntry, count: number): Promise<void> {
  const now = Math.floor(Date.now() / 1_000)
  for (let i = 0; i < count; i += 1) {
    const key = randomBytes(32).toString('base64url')
    await store.create(key, { ...entry, value: Uint8Array.from(entry.value) }, now)
  }
}

async function begun(sessions: Sessions<Body>, subject: string | undefined): Promise<string> {
  const exchange = new OneRequest(undefined)
  const session: Session<Body> = await sessions.open(exchange)
  Object.assign(session.data, grownBody)
  if (subject !== undefined) session.login(subject)
  await sessions.commit(session, exchange)
  return cookieAfter(undefined, exchange.cookies) ?? ''
}

async function visited(sessions: Sessions<Body>, visitor: string, changes: boolean): Promise<void> {
  const exchange = new OneRequest(visitor)
  const session = await sessions.open(exchange)
  const visits = session.get('visits')
  if (visits === undefined) throw new Error('a session that was kept is not there')
  if (changes) session.set('visits', visits + 1)
  await sessions.commit(session, exchange)
}

/** Gives the bytes that a store at an address takes. */
export async function bytesOf(engine: GrownEngine, address: string): Promise<number> {
  if (engine === 'memory') return heapBytes()
  if (engine === 'sqlite') {
    const path = address.slice('sqlite:'.length)
    return fileSize(path) + fileSize(`${path}-wal`)
  }
  if (engine === 'redis') {
    const client = await createClient({ url: address }).connect()
    const [, bytes] = /used_memory:(\d+)/.exec(await client.info('memory')) ?? []
    client.destroy()
    return Number(bytes)
  }
  return inDatabase(address, async (client) => {
    const { rows } = await client.query<{ size: string }>(
      `SELECT sum(pg_total_relation_size(oid)) AS size FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
         AND relname ~ '^(coatcheck|session)'`,
    )
    return Number(rows[0]?.size ?? 0)
  })
}

/** Gives the bytes of the heap after a collection, or `NaN` without `--expose-gc`. */
function heapBytes(): number {
  if (globalThis.gc === undefined) return Number.NaN
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Lets a PostgreSQL acknowledge what is not on the disk yet, or not. */
export async function hurry(address: string, isHurried: boolean): Promise<void> {
  await inDatabase(address, async (client) => {
    await client.query(`ALTER SYSTEM SET synchronous_commit = ${isHurried ? 'off' : 'on'}`)
    await client.query('SELECT pg_reload_conf()')
    // So that what was hurried is no work for what is measured.
    if (!isHurried) await client.query('CHECKPOINT')
  })
}

/** Asks a PostgreSQL something over a connection of its own. */
export async function inDatabase<T>(
  address: string,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(address)
  await client.connect()
  try {
    return await ask(client)
  } finally {
    await client.end()
  }
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
