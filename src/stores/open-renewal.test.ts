import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { CoatcheckError } from '../errors.ts'
import type { Store } from '../store.ts'
import { type Connection, renewedStore } from './open-renewal.ts'

const key = 'k'.repeat(43)

// What a verb that failed leaves behind takes no more than what is due at once.
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Connections to one memory, of which each can be cut. */
function line(memory: Store) {
  const made: { isCut: boolean; isOpen: boolean }[] = []
  let isServerThere = true

  async function connect(): Promise<Connection> {
    const state = { isCut: false, isOpen: true }
    const answers = async (): Promise<void> => {
      if (state.isCut || !isServerThere) throw new CoatcheckError('ERR_STORE_UNAVAILABLE', 'cut')
    }
    await answers()
    made.push(state)
    const close = async (): Promise<void> => {
      state.isOpen = false
    }
    const load: Store['load'] = async (...args) => {
      await answers()
      return memory.load(...args)
    }
    return { store: { ...memory, load }, answers, close, destroy: () => {} }
  }

  return {
    connect,
    made,
    server(isThere: boolean) {
      isServerThere = isThere
    },
  }
}

describe('a store whose connection is renewed', () => {
  it('goes on by another connection when one answers nothing, and closes that', async () => {
    const { connect, made } = line(memoryStore())
    const { store } = await renewedStore(connect)
    for (const state of made) state.isCut = true
    await expect(store.load(key, 0)).rejects.toThrow('cut')
    await expect.poll(() => store.load(key, 0).catch(() => 'cut')).toBeNull()
    expect(made).toMatchObject([{ isOpen: false }, { isOpen: true }])
  })

  it('keeps its connection while no other can be had', async () => {
    const { connect, made, server } = line(memoryStore())
    const { store } = await renewedStore(connect)
    server(false)
    await expect(store.load(key, 0)).rejects.toThrow('cut')
    await settled()
    server(true)
    expect(await store.load(key, 0)).toBeNull()
    expect(made).toMatchObject([{ isOpen: true }])
  })

  it('keeps a connection that answers, whatever a verb rejected with', async () => {
    const { connect, made } = line({
      ...memoryStore(),
      epoch: () => Promise.reject(new CoatcheckError('ERR_STORE_SETUP', 'no')),
    })
    const { store } = await renewedStore(connect)
    await expect(store.epoch()).rejects.toThrow('no')
    await settled()
    expect(made).toEqual([{ isCut: false, isOpen: true }])
  })
})
