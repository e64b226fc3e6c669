/**
 * A store whose connection is replaced when it has fallen silent.
 *
 * When a machine or a network is gone without a word, connections do not break: what is sent by them
 * waits until the operating system gives up, which takes a quarter of an hour on Linux, while another
 * server may have taken over the address or the slots long ago.
 *
 * @module
 */

import type { Store } from '../store.ts'
import { inTime, type OpenedStore } from './open-client.ts'

/** A store by a connection of its own. */
export interface Connection {
  /** The store. */
  readonly store: Store
  /** Resolves when the server, or every server that may be written to, has answered. */
  answers(): Promise<unknown>
  /** Closes it behind what is under way, which may never end. */
  close(): Promise<unknown>
  /** Closes it at once. */
  destroy(): void
}

/**
 * Opens a store, and opens it again when a verb has failed and the connection answers nothing.
 *
 * @param connect opens a connection, or rejects in a bounded time
 */
export async function renewedStore(connect: () => Promise<Connection>): Promise<OpenedStore> {
  let connection = await connect()
  let isChecking = false
  let isClosed = false

  async function check(): Promise<void> {
    const mine = connection
    const isAlive = await inTime(mine.answers()).then(
      () => true,
      () => false,
    )
    if (isAlive || isClosed) return
    const fresh = await connect()
    // Nobody waits for it: what is under way by the silent one may be answered yet.
    void ended(isClosed ? fresh : mine)
    if (!isClosed) connection = fresh
  }

  async function checkOnce(): Promise<void> {
    if (isChecking) return
    isChecking = true
    try {
      await check()
    } catch {
      // No other connection can be had; this one goes on trying.
    } finally {
      isChecking = false
    }
  }

  function by<T>(verb: (store: Store) => Promise<T>): Promise<T> {
    return verb(connection.store).catch((error: unknown) => {
      void checkOnce()
      throw error
    })
  }

  return {
    store: {
      create: (...args) => by((store) => store.create(...args)),
      load: (...args) => by((store) => store.load(...args)),
      update: (...args) => by((store) => store.update(...args)),
      touch: (...args) => by((store) => store.touch(...args)),
      delete: (...args) => by((store) => store.delete(...args)),
      listBySubject: (...args) => by((store) => store.listBySubject(...args)),
      raiseNotBefore: (...args) => by((store) => store.raiseNotBefore(...args)),
      notBefore: (...args) => by((store) => store.notBefore(...args)),
      raiseEpoch: () => by((store) => store.raiseEpoch()),
      epoch: () => by((store) => store.epoch()),
      sweep: (...args) => by((store) => store.sweep(...args)),
    },
    async close() {
      isClosed = true
      await ended(connection)
    },
  }
}

async function ended(connection: Connection): Promise<void> {
  try {
    await inTime(connection.close())
  } catch {
    destroyed(connection)
  }
}

// Some versions of the client throw when it is closed already.
function destroyed(connection: Connection): void {
  try {
    connection.destroy()
  } catch {}
}
