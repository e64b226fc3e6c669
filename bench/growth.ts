/**
 * What sessions cost when there are many: how long a request waits for its store, and how many bytes
 * each session takes there.
 *
 * @module
 */

import { statSync } from 'node:fs'
import { createSessions, type Sessions } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { openStore } from 'coatcheck/stores/open'
import { Client } from 'pg'
import { createClient } from 'redis'
import { type Body, bodyOf, bodySizes } from './contender.ts'
import { secret } from './contenders/secrets.ts'
import { cookieAfter } from './cookie-jar.ts'
import { type Spread, spread } from './figures.ts'
import { engines } from './http/engines.ts'
import { OneRequest } from './one-request.ts'

/** What was found of one store with so many sessions. */
export interface GrowthFinding {
  readonly store: string
  readonly sessions: number
  /** Bytes of the store for each session, all indexes included. */
  readonly bytesEach?: number
  /** Microseconds from the opening of a request that reads to its commit. */
  readonly read: Spread
  /** Microseconds of a request that changes. */
  readonly modify: Spread
}

/** The stores that are filled. */
export const grownStores = ['memory', 'sqlite', 'redis', 'postgres'] as const

type Store = (typeof grownStores)[number]

const [parallel, samples, knownVisitors, warmUpSessions] = [64, 600, 2_000, 2_000]
const body: Body = bodyOf(bodySizes.small)

/**
 * Fills a store with more and more sessions, and asks for some of them at each size.
 *
 * @param sizes how many sessions, rising
 */
export async function measureGrowth(
  store: Store,
  sizes: readonly number[],
  tell: (line: string) => void,
): Promise<readonly GrowthFinding[]> {
  const engine = await engines[store]()
  if (engine === undefined) return []
  const most = sizes.at(-1) ?? 0
  const opened =
    store === 'memory'
      ? { store: memoryStore({ maxEntries: most + warmUpSessions + 1 }), close: async () => {} }
      : await openStore(engine.address)
  const sessions = createSessions<Body>({ secrets: secret, store: opened.store })
  const size = sizeOf(store, engine.address)
  const findings: GrowthFinding[] = []
  const cookies: string[] = []
  // What is compiled and cached once is no session's.
  const early = await Promise.all(Array.from({ length: warmUpSessions }, () => begin(sessions)))
  for (const changes of [false, true]) await timed(sessions, early, changes)
  const before = await size()
  let count = 0
  for (const wanted of sizes) {
    tell(`${store}: ${wanted} sessions`)
    const keepEvery = Math.max(1, Math.floor(wanted / knownVisitors))
    while (count < wanted) {
      const begun = await Promise.all(
        Array.from({ length: Math.min(parallel, wanted - count) }, () => begin(sessions)),
      )
      // Visitors of every age.
      for (const cookie of begun) if (++count % keepEvery === 0) cookies.push(cookie)
    }
    const bytes = (await size()) - before
    findings.push({
      store,
      sessions: wanted,
      ...(bytes > 0 ? { bytesEach: bytes / wanted } : {}),
      read: await timed(sessions, cookies, false),
      modify: await timed(sessions, cookies, true),
    })
  }
  await opened.close()
  await engine[Symbol.asyncDispose]()
  return findings
}

async function begin(sessions: Sessions<Body>): Promise<string> {
  const exchange = new OneRequest(undefined)
  const session = await sessions.open(exchange)
  Object.assign(session.data, body)
  await sessions.commit(session, exchange)
  return cookieAfter(undefined, exchange.cookies) ?? ''
}

async function timed(
  sessions: Sessions<Body>,
  cookies: readonly string[],
  changes: boolean,
): Promise<Spread> {
  const waits: number[] = []
  for (let i = -samples / 10; i < samples; i += 1) {
    // Far apart, so that what lies beside is not what is asked for next.
    const cookie = cookies[(Math.abs(i) * 7_919) % cookies.length]
    const start = performance.now()
    const exchange = new OneRequest(cookie)
    const session = await sessions.open(exchange)
    const visits = session.get('visits')
    if (visits === undefined) throw new Error('a session that was kept is not there')
    if (changes) session.set('visits', visits + 1)
    await sessions.commit(session, exchange)
    if (i >= 0) waits.push((performance.now() - start) * 1_000)
  }
  return spread(waits)
}

function sizeOf(store: Store, address: string): () => Promise<number> {
  if (store === 'memory') {
    return async () => {
      globalThis.gc?.()
      const { heapUsed, external } = process.memoryUsage()
      // Without --expose-gc what is garbage cannot be told from what is kept.
      return globalThis.gc === undefined ? 0 : heapUsed + external
    }
  }
  if (store === 'sqlite') {
    const path = address.slice('sqlite:'.length)
    return async () => fileSize(path) + fileSize(`${path}-wal`)
  }
  if (store === 'redis') {
    return async () => {
      const client = await createClient({ url: address }).connect()
      const [, bytes] = /used_memory:(\d+)/.exec(await client.info('memory')) ?? []
      client.destroy()
      return Number(bytes)
    }
  }
  return async () => {
    const client = new Client(address)
    await client.connect()
    const { rows } = await client.query<{ size: string }>(
      `SELECT sum(pg_total_relation_size(oid)) AS size FROM pg_class
       WHERE relname LIKE 'coatcheck%' AND relkind = 'r'`,
    )
    await client.end()
    return Number(rows[0]?.size ?? 0)
  }
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
