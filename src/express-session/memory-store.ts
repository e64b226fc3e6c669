/**
 * A connect-style store in the process's memory, for trying things out.
 *
 * @module
 */

import { cookieOfRow } from './cookie.ts'
import { type Row, Store } from './store.ts'
import type { Callback } from './visit.ts'

/**
 * Keeps sessions in this process's memory, for trying things out: it is not bounded, and they are
 * gone with the process. `memoryStore()` of `coatcheck/stores/memory` is bounded.
 */
export class MemoryStore extends Store {
  readonly #texts = new Map<string, string>()

  /** Gives a session that is not over. */
  override get(id: string, callback: (error?: unknown, row?: Row | null) => void): void {
    setImmediate(callback, null, this.#live(id))
  }

  /** Keeps a session. */
  override set(id: string, session: Row, callback?: Callback): void {
    this.#texts.set(id, JSON.stringify(session))
    if (callback !== undefined) setImmediate(callback)
  }

  /** Deletes a session. */
  override destroy(id: string, callback?: Callback): void {
    this.#texts.delete(id)
    if (callback !== undefined) setImmediate(callback)
  }

  /** Keeps a session for as long as its cookie says now. */
  touch(id: string, session: Row, callback?: Callback): void {
    const row = this.#live(id)
    if (row !== undefined) {
      this.#texts.set(id, JSON.stringify({ ...row, cookie: session.cookie }))
    }
    if (callback !== undefined) setImmediate(callback)
  }

  /** Gives every session by its id. */
  all(callback: (error?: unknown, rows?: Record<string, Row>) => void): void {
    setImmediate(callback, null, this.#all())
  }

  /** Deletes every session. */
  clear(callback?: Callback): void {
    this.#texts.clear()
    if (callback !== undefined) setImmediate(callback)
  }

  /** Counts the sessions. */
  length(callback: (error?: unknown, length?: number) => void): void {
    setImmediate(callback, null, Object.keys(this.#all()).length)
  }

  #all(): Record<string, Row> {
    const live = [...this.#texts.keys()].flatMap((id) => {
      const row = this.#live(id)
      return row === undefined ? [] : [[id, row] as const]
    })
    return Object.fromEntries(live)
  }

  #live(id: string): Row | undefined {
    const text = this.#texts.get(id)
    if (text === undefined) return undefined
    // Its own texts, made of rows.
    const row = JSON.parse(text) as Row
    const { expires } = cookieOfRow(row.cookie)
    if (!(expires instanceof Date) || expires.getTime() > Date.now()) return row
    this.#texts.delete(id)
    return undefined
  }
}
