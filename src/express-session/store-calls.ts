/**
 * The verbs of a connect-style store as promises.
 *
 * @module
 */

import type { ConnectStore, Row } from './store.ts'
import type { Callback } from './visit.ts'

/** Gives the row of a session, or `undefined`. */
export function getRow(store: ConnectStore, id: string): Promise<Row | undefined> {
  return new Promise((resolve, reject) => {
    const answer = store.get(id, (error, row) => {
      // A store of files says so when there is none.
      if (error && codeOf(error) !== 'ENOENT') reject(error)
      else resolve(error ? undefined : rowOf(row))
    })
    failWith(answer, reject)
  })
}

/** Keeps a row. */
export function setRow(store: ConnectStore, id: string, row: Row): Promise<void> {
  return called((callback) => store.set(id, asItsOwn(row), callback))
}

/** Deletes a row. */
export function destroyRow(store: ConnectStore, id: string): Promise<void> {
  return called((callback) => store.destroy(id, callback))
}

/** Keeps a row for longer; at once done where the store cannot. */
export function touchRow(store: ConnectStore, id: string, row: Row): Promise<void> {
  return called((callback) => {
    if (store.touch === undefined) callback()
    return store.touch?.(id, asItsOwn(row), callback)
  })
}

function called(call: (callback: Callback) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const answer = call((error) => {
      if (error) reject(error)
      else resolve()
    })
    failWith(answer, reject)
  })
}

// An asynchronous verb may fail before it calls back, and that must not end the process.
function failWith(answer: unknown, reject: (error: unknown) => void): void {
  if (answer instanceof Promise) answer.catch(reject)
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
}

function rowOf(found: unknown): Row | undefined {
  // What a store gives is what was set.
  return typeof found === 'object' && found !== null ? (found as Row) : undefined
}

function asItsOwn(row: Row): never {
  // Whatever a store calls its rows, they are these.
  return row as never
}
