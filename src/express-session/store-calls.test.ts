import { describe, expect, it } from 'vitest'
import type { ConnectStore } from './store.ts'
import { destroyRow, getRow, setRow, touchRow } from './store-calls.ts'

const away = new Error('the store is away')

describe('the verbs of a connect-style store', () => {
  it('fail with a promise that rejects, as with a callback', async () => {
    const fail = async (): Promise<never> => {
      throw away
    }
    const store: ConnectStore = { get: fail, set: fail, destroy: fail, touch: fail }
    const row = { cookie: {} }
    await expect(getRow(store, 'id')).rejects.toBe(away)
    await expect(setRow(store, 'id', row)).rejects.toBe(away)
    await expect(destroyRow(store, 'id')).rejects.toBe(away)
    await expect(touchRow(store, 'id', row)).rejects.toBe(away)
  })

  it('fail with what a verb throws', async () => {
    const fail = (): never => {
      throw away
    }
    const store: ConnectStore = { get: fail, set: fail, destroy: fail }
    await expect(getRow(store, 'id')).rejects.toBe(away)
    await expect(setRow(store, 'id', { cookie: {} })).rejects.toBe(away)
  })

  it('find nothing where a store gives null, undefined or what is no row', async () => {
    for (const found of [null, undefined, false, 'text']) {
      const nothing = (): void => {}
      const store: ConnectStore = {
        get: (_id, callback) => callback(null, found),
        set: nothing,
        destroy: nothing,
      }
      expect(await getRow(store, 'id')).toBeUndefined()
    }
  })
})
