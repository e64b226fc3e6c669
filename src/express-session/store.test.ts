import { inherits } from 'node:util'
import { describe, expect, it } from 'vitest'
import { MemoryStore } from './memory-store.ts'
import { type Row, Store } from './store.ts'

const row = (expires: Date | null = null): Row => ({
  cookie: { originalMaxAge: 60_000, expires, path: '/' },
  views: 1,
})

function found(store: MemoryStore, id: string): Promise<unknown> {
  return new Promise((resolve, reject) =>
    store.get(id, (error, kept) => (error ? reject(error) : resolve(kept?.['views']))),
  )
}

describe('Store', () => {
  it('is extended by old stores that call it as a function', () => {
    function OldStore(this: object): void {
      Reflect.apply(Store, this, [])
    }
    inherits(OldStore, Store)
    const store: unknown = Reflect.construct(OldStore, [])
    expect(store).toBeInstanceOf(Store)
    const heard: string[] = []
    if (store instanceof Store) {
      store.on('connect', () => heard.push('connect'))
      store.emit('connect')
    }
    expect(heard).toEqual(['connect'])
  })

  it('loads a session outside of a request, which can be changed and saved', async () => {
    const store = new MemoryStore()
    store.set('id', row())
    await new Promise<void>((resolve) => {
      store.load('id', (_error, session) => {
        if (session !== undefined) Reflect.set(session, 'views', 2)
        session?.save(() => resolve())
      })
    })
    expect(await found(store, 'id')).toBe(2)
    await new Promise<void>((resolve) => {
      store.load('id', (_error, session) => session?.destroy(() => resolve()))
    })
    expect(await found(store, 'id')).toBeUndefined()
  })
})

describe('MemoryStore', () => {
  it('gives nothing whose cookie has expired', async () => {
    const store = new MemoryStore()
    store.set('over', row(new Date(Date.now() - 1)))
    store.set('live', row(new Date(Date.now() + 60_000)))
    expect(await found(store, 'over')).toBeUndefined()
    expect(await found(store, 'live')).toBe(1)
  })

  it('lists, counts and clears', async () => {
    const store = new MemoryStore()
    store.set('a', row())
    store.set('b', row())
    const ids = await new Promise((resolve) => {
      store.all((_error, rows) => resolve(Object.keys(rows ?? {})))
    })
    expect(ids).toEqual(['a', 'b'])
    await new Promise<void>((resolve) => store.clear(() => resolve()))
    const length = await new Promise((resolve) => store.length((_error, count) => resolve(count)))
    expect(length).toBe(0)
  })

  it('touches what is there, and brings nothing back', async () => {
    const store = new MemoryStore()
    store.touch('gone', row())
    expect(await found(store, 'gone')).toBeUndefined()
    store.set('id', row(new Date(Date.now() + 60_000)))
    store.touch('id', { ...row(new Date(Date.now() - 1)), views: 9 })
    expect(await found(store, 'id')).toBeUndefined()
  })
})
