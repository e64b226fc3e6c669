/**
 * The same sessions as rows of express-session's stores.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { bytesOf, type Grown, grownBody, hurry, inDatabase } from './grown.ts'
import { engines } from './http/engines.ts'
import { type ConnectStore, connectPostgres, connectRedis } from './http/stores.ts'
import { multiplyInPostgres, multiplyInRedis } from './multiplied.ts'
import { loadDefault } from './peers/load.ts'

/** The stores of peers that are filled. */
export const grownPeerNames = ['MemoryStore', 'connect-redis', 'connect-pg-simple'] as const

/** One of them. */
export type GrownPeer = (typeof grownPeerNames)[number]

/** What these stores can do, as express-session calls them. */
interface Rows {
  get(id: string, done: (error: unknown, row?: Row) => void): void
  set(id: string, row: Row, done: (error?: unknown) => void): void
}

type Row = Record<string, unknown>

// As express-session writes it.
const cookie = {
  originalMaxAge: 604_800_000,
  expires: new Date(Date.now() + 604_800_000).toISOString(),
  httpOnly: true,
  path: '/',
}

/** Opens a peer's store on a server of its own; `undefined` where the server is missing. */
export async function grownPeer(name: GrownPeer): Promise<Grown | undefined> {
  const engine = {
    MemoryStore: 'memory',
    'connect-redis': 'redis',
    'connect-pg-simple': 'postgres',
  }[name] as 'memory' | 'redis' | 'postgres'
  const running = await engines[engine]()
  if (running === undefined) return undefined
  const { address } = running
  const opened = await openedAt(name, address)
  // express-session's stores have these methods.
  const rows = opened as unknown as Rows
  return {
    async begin() {
      const id = newId()
      await set(rows, id, { cookie, ...grownBody })
      return id
    },
    async visit(id, changes) {
      const row = await get(rows, id)
      if (changes) await set(rows, id, { ...row, visits: Number(row['visits']) + 1 })
    },
    async multiply(count) {
      if (engine === 'redis') {
        await multiplyInRedis(address, { prefix: 'sess:', length: idLength }, count)
      } else if (engine === 'postgres') {
        await inDatabase(address, (client) => multiplyInPostgres(client, 'session', count))
      } else {
        for (let i = 0; i < count; i += 1) await set(rows, newId(), { cookie, ...grownBody })
      }
    },
    bytes: () => bytesOf(engine, address),
    ...(engine === 'postgres' ? { hurry: (isHurried) => hurry(address, isHurried) } : {}),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}

// As express-session makes them.
const idLength = 32

function newId(): string {
  return randomBytes(24).toString('base64url')
}

async function openedAt(name: GrownPeer, address: string): Promise<ConnectStore> {
  if (name === 'connect-redis') return connectRedis(address)
  if (name === 'connect-pg-simple') return connectPostgres(address)
  const { MemoryStore } = await loadDefault<{ MemoryStore: new () => ConnectStore }>(
    'express-session',
  )
  return new MemoryStore()
}

function get(rows: Rows, id: string): Promise<Row> {
  return new Promise((resolve, reject) => {
    rows.get(id, (error, row) => {
      if (row === undefined) reject(error ?? new Error('a row that was kept is not there'))
      else resolve(row)
    })
  })
}

function set(rows: Rows, id: string, row: Row): Promise<void> {
  return new Promise((resolve, reject) => {
    rows.set(id, row, (error) => (error ? reject(error) : resolve()))
  })
}
