import { CoatcheckError } from 'coatcheck'
import { session as dropIn } from 'coatcheck/express-session'
import { memoryStore } from 'coatcheck/stores/memory'
import type { Express } from 'express'
import { describe, expect, it } from 'vitest'
import { type Signal, signal } from '../adapters/servers.ts'
import { describeWith } from '../requirements.ts'
import { type Factory, load, packages } from './packages.ts'
import { count, type Running, running, sessionOf } from './visitor.ts'

const secret = 'a secret of the tests, 32 bytes or more'
const options = { secret, resave: false, saveUninitialized: false }

// The drop-in takes what express-session takes; its own types say more.
const ours = dropIn as unknown as Factory

/** Pages that wait inside the handler until they are let go on. */
interface Slow {
  readonly entered: Signal
  readonly go: Signal
}

function slowPages(session: Factory, more: object, slow: Slow): Promise<Running> {
  return running((app) => {
    app.use(session({ ...options, ...more }))
    app.get('/count', (req, res) => {
      res.send(String(count(req)))
    })
    app.get('/read', (req, res) => {
      const { views, late } = sessionOf(req)
      res.send(`${views} ${late}`)
    })
    app.get('/destroy', (req, res, next) => {
      sessionOf(req).destroy((error) => (error ? next(error) : res.send('destroyed')))
    })
    slowPage(app, '/slow', slow, (req) => {
      sessionOf(req)['late'] = 'written'
    })
    slowPage(app, '/slow-read', slow, () => {})
  })
}

function slowPage(app: Express, path: string, slow: Slow, change: (req: object) => void): void {
  app.get(path, async (req, res) => {
    slow.entered.give()
    await slow.go.given
    change(req)
    res.send('done')
  })
}

/** Destroys a session while another request of it is under way; tells what became of both. */
async function destroyedMeanwhile(session: Factory, more: object, path: string) {
  const slow = { entered: signal(), go: signal() }
  await using app = await slowPages(session, more, slow)
  const ada = app.visitor()
  await ada.get('/count')
  const copy = app.visitor(ada)
  const answer = ada.get(path)
  await slow.entered.given
  await copy.get('/destroy')
  slow.go.give()
  const { status, setCookies } = await answer
  // Not a visitor with what this answer set: it may have taken the cookie away.
  const left = await app.visitor(copy).text('/read')
  return { status, cookies: setCookies.filter((line) => !/=;/.test(line)).length, left }
}

/** Changes two keys of a session in two requests at once. */
async function changedMeanwhile(session: Factory, more: object, path = '/slow') {
  const slow = { entered: signal(), go: signal() }
  await using app = await slowPages(session, more, slow)
  const ada = app.visitor()
  await ada.get('/count')
  const answer = ada.get(path)
  await slow.entered.given
  await app.visitor(ada).get('/count')
  slow.go.give()
  await answer
  const left = await ada.text('/read')
  return left
}

/** Asks for a page whose session cannot be written. */
async function failedSave(session: Factory) {
  const store = new session.MemoryStore()
  store.set = (_id, _row, callback) => void callback?.(new Error('the store is away'))
  await using app = await running((it) => {
    it.use(session({ ...options, store }))
    it.get('/', (req, res) => {
      res.send(String(count(req)))
    })
  })
  const { status, setCookies } = await app.visitor().get('/')
  return { status, cookies: setCookies.length, errors: app.errors.length }
}

/** Sends a cookie of a session that is gone before the good one. */
async function staleCookieFirst(session: Factory) {
  await using app = await slowPages(session, {}, { entered: signal(), go: signal() })
  const [bob, ada] = [app.visitor(), app.visitor()]
  await bob.get('/count')
  const stale = bob.cookies.get('connect.sid')
  await bob.get('/destroy')
  await ada.get('/count')
  const cookie = `connect.sid=${stale}; connect.sid=${ada.cookies.get('connect.sid')}`
  const found = await app.visitor().text('/read', { headers: { cookie } })
  return found
}

/** Redirects at once after a write that takes its time. */
async function writtenBeforeHead(session: Factory) {
  const store = new session.MemoryStore()
  const written = { entered: signal(), go: signal() }
  const set = store.set.bind(store)
  let isWritten = false
  store.set = async (id, row, callback) => {
    written.entered.give()
    await written.go.given
    set(id, row, () => {
      isWritten = true
      callback?.()
    })
  }
  await using app = await running((it) => {
    it.use(session({ ...options, store }))
    it.get('/', (req, res) => {
      count(req)
      res.redirect('/next')
    })
  })
  const seen: boolean[] = []
  const answer = app.visitor().get('/', { onHead: () => seen.push(isWritten) })
  await written.entered.given
  // An answer that does not wait is there by now.
  for (let turn = 0; turn < 50 && seen.length === 0; turn += 1) {
    await app.visitor().get('/nothing')
  }
  written.go.give()
  await answer
  return seen[0]
}

/** Saves a session inside a request, after another one changed it; tells what it holds then. */
async function savedMeanwhile(session: Factory, more: object) {
  const slow = { entered: signal(), go: signal() }
  await using app = await running((it) => {
    it.use(session({ ...options, ...more }))
    it.get('/count', (req, res) => {
      res.send(String(count(req)))
    })
    it.get('/slow', async (req, res) => {
      sessionOf(req)['late'] = 'written'
      slow.entered.give()
      await slow.go.given
      sessionOf(req).save(() => {
        res.json([sessionOf(req)['views'], sessionOf(req)['late']])
      })
    })
  })
  const ada = app.visitor()
  await ada.get('/count')
  const answer = app.visitor(ada).text('/slow')
  await slow.entered.given
  await ada.get('/count')
  slow.go.give()
  return await answer
}

/** Destroys a session, and saves it once more through a reference taken before. */
async function savedAfterDestroy(session: Factory, more: object) {
  await using app = await running((it) => {
    it.use(session({ ...options, ...more }))
    it.get('/count', (req, res) => {
      res.send(String(count(req)))
    })
    it.get('/:verb', (req, res) => {
      const old = sessionOf(req)
      old['views'] = 'back'
      old[req.params.verb === 'destroy' ? 'destroy' : 'regenerate'](() => {
        old.save((error) => {
          res.send(String(error === undefined ? 'saved' : Reflect.get(Object(error), 'code')))
        })
      })
    })
  })
  const said: string[] = []
  for (const verb of ['destroy', 'regenerate']) {
    said.push(await app.visitor().text(`/${verb}`))
    const ada = app.visitor()
    await ada.get('/count')
    said.push(await ada.text(`/${verb}`))
    said.push(await ada.text('/count'))
  }
  return said
}

/** Pages that put a bigint into the session. */
function bigintPages(session: Factory, more: object): Promise<Running> {
  return running((app) => {
    app.use(session({ ...options, ...more }))
    app.get('/', (req, res) => {
      sessionOf(req)['big'] = 1n
      res.send('answered')
    })
    app.get('/read', (req, res) => {
      res.send(typeof sessionOf(req)['big'])
    })
  })
}

/** Asks for a page whose session holds a bigint, which JSON cannot write. */
async function bigint(session: Factory, more: object) {
  await using app = await bigintPages(session, more)
  const ada = app.visitor()
  const { status, body } = await ada.get('/')
  return { status, said: body.toString(), read: await ada.text('/read') }
}

/** Pages that change the session after the head was sent. */
function streams(session: Factory, more: object): Promise<Running> {
  return running((app) => {
    app.use(session({ ...options, ...more }))
    app.get('/count', (req, res) => {
      res.send(String(count(req)))
    })
    app.get('/read', (req, res) => {
      res.send(String(sessionOf(req)['views']))
    })
    app.get('/late/:status', async (req, res) => {
      res.status(Number(req.params.status))
      const headIsOut = new Promise((resolve) => res.write('begun', resolve))
      await headIsOut
      count(req)
      res.end()
    })
  })
}

describeWith(packages, 'express-session itself, where the drop-in differs', () => {
  const theirs = load<Factory>('express-session')

  it('brings back a session that was destroyed while another request changed it', async () => {
    expect(await destroyedMeanwhile(theirs, {}, '/slow')).toEqual({
      status: 200,
      cookies: 0,
      left: '1 written',
    })
  })

  it('brings back a session that was destroyed when it is saved once more', async () => {
    expect(await savedAfterDestroy(theirs, {})).toContain('saved')
  })

  it('with resave brings it back by reading alone', async () => {
    const { left } = await destroyedMeanwhile(theirs, { resave: true }, '/slow-read')
    expect(left).toBe('1 undefined')
  })

  it('loses one of two changes made at once', async () => {
    expect(await changedMeanwhile(theirs, {})).toBe('1 written')
  })

  it('with resave undoes a change by reading alone', async () => {
    expect(await changedMeanwhile(theirs, { resave: true }, '/slow-read')).toBe('1 undefined')
  })

  it('answers 200 and sets the cookie although the session was not written', async () => {
    const { status, cookies } = await failedSave(theirs)
    expect([status, cookies]).toEqual([200, 1])
  })

  it('looks at the first of two cookies of its name only', async () => {
    expect(await staleCookieFirst(theirs)).toBe('undefined undefined')
  })

  it('sends the head of a redirect before the session is written', async () => {
    expect(await writtenBeforeHead(theirs)).toBe(false)
  })

  it('never answers when the session holds a bigint', async () => {
    await using app = await bigintPages(theirs, {})
    let isAnswered = false
    const onHead = (): void => {
      isAnswered = true
    }
    app
      .visitor()
      .get('/', { onHead })
      .catch(() => {})
    await expect.poll(() => app.errors.length).toBe(1)
    // An answer that comes is there by then.
    for (let turn = 0; turn < 50; turn += 1) await app.visitor().get('/nothing')
    expect(isAnswered).toBe(false)
  })

  it('loses without a word what a new visitor is given after the head', async () => {
    await using app = await streams(theirs, {})
    const ada = app.visitor()
    await ada.get('/late/200')
    expect(app.errors).toEqual([])
    expect(await ada.text('/read')).toBe('undefined')
  })
})

describe('the drop-in, where it differs', () => {
  it('saves nothing that was destroyed', async () => {
    const ended = 'ERR_SESSION_ENDED'
    const said = [ended, ended, '1', ended, ended, '1']
    expect(await savedAfterDestroy(ours, {})).toEqual(said)
  })

  it('shows what others changed once it is saved', async () => {
    expect(await savedMeanwhile(ours, {})).toBe('[2,"written"]')
  })

  it('brings back no session that was destroyed: whoever changed it learns so', async () => {
    expect(await destroyedMeanwhile(ours, {}, '/slow')).toEqual({
      status: 401,
      cookies: 0,
      left: 'undefined undefined',
    })
  })

  it('with resave brings nothing back by reading alone, nor sets its cookie', async () => {
    const more = { resave: true, rolling: true }
    expect(await destroyedMeanwhile(ours, more, '/slow-read')).toEqual({
      status: 200,
      cookies: 0,
      left: 'undefined undefined',
    })
  })

  it('keeps both of two changes made at once in one process', async () => {
    expect(await changedMeanwhile(ours, {})).toBe('2 written')
  })

  it('with resave undoes no change', async () => {
    expect(await changedMeanwhile(ours, { resave: true }, '/slow-read')).toBe('2 undefined')
  })

  it('gives an error of writing to the error handler, and sets no cookie', async () => {
    expect(await failedSave(ours)).toEqual({ status: 500, cookies: 0, errors: 1 })
  })

  it('tries every cookie of its name', async () => {
    expect(await staleCookieFirst(ours)).toBe('1 undefined')
  })

  it('writes the session before the head of a redirect', async () => {
    expect(await writtenBeforeHead(ours)).toBe(true)
  })

  it('answers a bigint, which JSON cannot write, with an error', async () => {
    expect(await bigint(ours, {})).toEqual({
      status: 500,
      said: 'ERR_NOT_SERIALIZABLE',
      read: 'undefined',
    })
  })

  it('keeps what is set into a cookie answer out of caches', async () => {
    await using app = await slowPages(ours, {}, { entered: signal(), go: signal() })
    const { headers } = await app.visitor().get('/count')
    expect(headers['cache-control']).toBe('private, no-store')
    expect(headers.vary).toContain('Cookie')
  })

  it('reports what a new visitor is given after the head, which has no cookie any more', async () => {
    for (const more of [{}, { store: memoryStore() }]) {
      await using app = await streams(ours, more)
      await app
        .visitor()
        .get('/late/200')
        .catch(() => {})
      expect(app.errors).toEqual([expect.objectContaining({ code: 'ERR_HEADERS_SENT' })])
    }
  })

  it('writes once what is saved while an answer streams', async () => {
    const store = new ours.MemoryStore()
    const set = store.set.bind(store)
    let sets = 0
    store.set = (id, row, callback) => {
      sets += 1
      set(id, row, callback)
    }
    await using app = await running((it) => {
      it.use(ours({ ...options, store }))
      it.get('/count', (req, res) => {
        res.send(String(count(req)))
      })
      it.get('/stream', async (req, res) => {
        await new Promise((resolve) => res.write('begun', resolve))
        count(req)
        sessionOf(req).save(() => {
          res.end()
        })
      })
    })
    const ada = app.visitor()
    await ada.get('/count')
    await ada.get('/stream')
    expect(sets).toBe(2)
    expect(await ada.text('/count')).toBe('3')
  })

  it('reports an error of writing after the head, and breaks the answer off', async () => {
    const store = new ours.MemoryStore()
    await using app = await streams(ours, { store })
    const ada = app.visitor()
    await ada.get('/count')
    store.set = (_id, _row, callback) => void callback?.(new Error('the store is away'))
    await expect(ada.get('/late/200')).rejects.toThrow()
    expect(app.errors).toHaveLength(1)
  })

  it('reports an error of a save or destroy that nobody waits for', async () => {
    for (const verb of ['save', 'destroy'] as const) {
      const store = new ours.MemoryStore()
      await using app = await running((it) => {
        it.use(ours({ ...options, store }))
        it.get('/', (req, res) => {
          const session = sessionOf(req)
          session['views'] = 1
          session[verb]()
          res.send('fine')
        })
      })
      const fail = (callback?: (error: unknown) => void): void => callback?.(new Error('away'))
      store.set = (_id, _row, callback) => fail(callback)
      store.destroy = (_id, callback) => fail(callback)
      expect((await app.visitor().get('/')).status).toBe(500)
    }
  })
})

describe("the drop-in over one of Coatcheck's stores", () => {
  it('saves nothing that was destroyed', async () => {
    const ended = 'ERR_SESSION_ENDED'
    const said = [ended, ended, '1', ended, ended, '1']
    expect(await savedAfterDestroy(ours, { store: memoryStore() })).toEqual(said)
  })

  it('shows what others changed once it is saved', async () => {
    expect(await savedMeanwhile(ours, { store: memoryStore() })).toBe('[2,"written"]')
  })

  it('brings back no session that was destroyed', async () => {
    expect(await destroyedMeanwhile(ours, { store: memoryStore() }, '/slow')).toEqual({
      status: 401,
      cookies: 0,
      left: 'undefined undefined',
    })
  })

  it('keeps both of two changes made at once', async () => {
    expect(await changedMeanwhile(ours, { store: memoryStore() })).toBe('2 written')
  })

  it('keeps a bigint as what it is', async () => {
    const { status, read } = await bigint(ours, { store: memoryStore() })
    expect([status, read]).toEqual([200, 'bigint'])
  })

  it('sets its ticket for https only', async () => {
    await using app = await slowPages(
      ours,
      { store: memoryStore(), cookie: { secure: true } },
      { entered: signal(), go: signal() },
    )
    const { setCookies } = await app.visitor().get('/count')
    expect(setCookies.join()).toMatch(/^__Host-Http-connect\.sid=.*; Secure/)
  })

  it('commits nothing on a server error, but ends', async () => {
    await using app = await running((it) => {
      it.use(ours({ ...options, store: memoryStore() }))
      it.get('/read', (req, res) => {
        res.send(String(sessionOf(req)['views']))
      })
      it.get('/count', (req, res) => {
        res.send(String(count(req)))
      })
      it.get('/broken', (req, res) => {
        count(req)
        res.status(500).send('broken')
      })
      it.get('/broken-end', (req, res) => {
        sessionOf(req).destroy()
        res.status(500).send('broken')
      })
    })
    const ada = app.visitor()
    await ada.get('/count')
    await ada.get('/broken')
    expect(await ada.text('/read')).toBe('1')
    const copy = app.visitor(ada)
    await ada.get('/broken-end')
    expect(await copy.text('/read')).toBe('undefined')
  })

  it('keeps nothing that is changed while an error page streams', async () => {
    await using app = await streams(ours, { store: memoryStore() })
    const ada = app.visitor()
    await ada.get('/count')
    await ada.get('/late/500')
    expect(await ada.text('/read')).toBe('1')
    await ada.get('/late/200')
    expect(await ada.text('/read')).toBe('2')
  })

  it('tells a socket that a new session can have no cookie, and reports no late change', async () => {
    const events: unknown[] = []
    const onEvent = ({ type }: { readonly type: string }): unknown => events.push(type)
    const middleware = ours({ ...options, store: memoryStore(), onEvent })
    await using app = await running((it) => {
      it.get('/socket', (req, res) => {
        // An empty object is what WebSocket servers have.
        middleware(req, {} as typeof res, () => {
          count(req)
          sessionOf(req).reload((failure) => {
            count(req)
            sessionOf(req).save((error) => {
              const codes = [failure, error].map((each) => Reflect.get(Object(each), 'code'))
              res.json([failure === undefined, ...codes])
            })
          })
        })
      })
      it.use(middleware)
      it.get('/count', (req, res) => {
        res.send(String(count(req)))
      })
    })
    expect(await app.visitor().text('/socket')).toBe('[false,null,"ERR_HEADERS_SENT"]')
    const ada = app.visitor()
    await ada.get('/count')
    expect(await ada.text('/socket')).toBe('[true,null,null]')
    expect(await ada.text('/count')).toBe('3')
    expect(events).not.toContain('late-change')
  })

  it('merges what is changed after the head with what others changed', async () => {
    const go = signal()
    const begun = signal()
    await using app = await running((it) => {
      it.use(ours({ ...options, store: memoryStore() }))
      it.get('/count', (req, res) => {
        res.send(String(count(req)))
      })
      it.get('/late', async (req, res) => {
        count(req, 'streams')
        await new Promise((resolve) => res.write('begun', resolve))
        begun.give()
        await go.given
        count(req, 'streams')
        res.end()
      })
      it.get('/read', (req, res) => {
        res.send(`${sessionOf(req)['views']} ${sessionOf(req)['streams']}`)
      })
    })
    const ada = app.visitor()
    await ada.get('/count')
    const stream = app.visitor(ada).get('/late')
    await begun.given
    await ada.get('/count')
    go.give()
    await stream
    expect(await ada.text('/read')).toBe('2 2')
  })

  it('answers pages that use no session while the store is away', async () => {
    const store = memoryStore()
    await using app = await running((it) => {
      it.use(ours({ ...options, store }))
      it.get('/count', (req, res) => {
        res.send(String(count(req)))
      })
      it.get('/health', (_req, res) => {
        res.send('well')
      })
    })
    const ada = app.visitor()
    await ada.get('/count')
    const { load } = store
    store.load = async () => {
      throw new CoatcheckError('ERR_STORE_UNAVAILABLE', 'the store is away')
    }
    expect(await ada.text('/health')).toBe('well')
    expect((await ada.get('/count')).status).toBe(503)
    store.load = load
    expect(await ada.text('/count')).toBe('2')
  })

  it('keeps dates, and refuses what it could not give back', async () => {
    await using app = await running((it) => {
      it.use(ours({ ...options, store: memoryStore() }))
      it.get('/date', (req, res) => {
        sessionOf(req)['at'] ??= new Date(0)
        res.send(String(sessionOf(req)['at'] instanceof Date))
      })
      it.get('/function', (req, res) => {
        sessionOf(req)['call'] = () => {}
        res.send('fine')
      })
    })
    const ada = app.visitor()
    await ada.get('/date')
    expect(await ada.text('/date')).toBe('true')
    expect(await ada.text('/function')).toBe('ERR_NOT_SERIALIZABLE')
  })

  it('refuses options that it could not keep', () => {
    const store = memoryStore()
    for (const more of [
      { genid: () => 'x' },
      { cookie: () => ({}) },
      { cookie: { priority: 'high' } },
      { cookie: { sameSite: 'auto' } },
    ]) {
      expect(() => ours({ secret, store, ...more })).toThrow(
        expect.objectContaining({ code: 'ERR_OPTIONS' }),
      )
    }
    expect(() => ours({ secret: 'keyboard cat', store })).toThrow(
      expect.objectContaining({ code: 'ERR_SECRET_WEAK' }),
    )
    expect(() => ours({ secret, idleTimeout: '1h' })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTIONS' }),
    )
  })
})
