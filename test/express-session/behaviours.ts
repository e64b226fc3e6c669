/**
 * What the README of express-session 1.19 documents, each as a visit to a real Express server. The
 * list is tried on express-session itself too, so that it is known to be true.
 *
 * @module
 */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import compression from 'compression'
import { expect } from 'vitest'
import type { Factory } from './packages.ts'
import { count, type Running, running, sessionOf } from './visitor.ts'

/** A documented behaviour. */
export interface Behaviour {
  readonly name: string
  /** Whether it holds over Coatcheck's stores too. */
  readonly isStored?: boolean
  /** Tries it; throws where it does not hold. */
  check(session: Factory, options: object): Promise<void>
}

const quiet = { resave: false, saveUninitialized: false }

/** Serves the pages that most behaviours are tried on. */
function pages(session: Factory, options: object): Promise<Running> {
  return running((app) => {
    app.use(session(options))
    app.get('/', (_req, res) => {
      res.send('nothing')
    })
    app.get('/count', (req, res) => {
      res.send(String(count(req)))
    })
    app.get('/read', (req, res) => {
      const { views } = sessionOf(req)
      res.send(String(views))
    })
    app.get('/id', (req, res) => {
      res.send(`${sessionOf(req).id} ${Reflect.get(req, 'sessionID')}`)
    })
    app.get('/regenerate', (req, res, next) => {
      const old = sessionOf(req)
      old.regenerate((error) => {
        if (error) return next(error)
        res.send(`${sessionOf(req) === old} ${old.id === sessionOf(req).id}`)
      })
    })
    app.get('/destroy', (req, res, next) => {
      sessionOf(req).destroy((error) => {
        if (error) return next(error)
        res.send(String(sessionOf(req)))
      })
    })
    app.get('/reload', (req, res, next) => {
      sessionOf(req)['views'] = 'changed'
      sessionOf(req).reload((error) => {
        if (error) return next(error)
        res.send(String(sessionOf(req)['views']))
      })
    })
    app.get('/save', (req, res, next) => {
      count(req)
      sessionOf(req).save((error) => {
        if (error) return next(error)
        res.redirect('/read')
      })
    })
    app.get('/nested', (req, res) => {
      const session = sessionOf(req)
      session['cart'] ??= { items: [] }
      const cart = session['cart'] as { items: number[] }
      cart.items.push(7)
      res.json(cart)
    })
    app.get('/unset', (req, res) => {
      sessionOf(req)['views'] = 'dropped'
      Reflect.set(req, 'session', null)
      res.send('unset')
    })
    app.get('/delete', (req, res) => {
      sessionOf(req)['views'] = 'dropped'
      Reflect.deleteProperty(req, 'session')
      res.send('deleted')
    })
    app.get('/touch', (req, res) => {
      sessionOf(req).cookie.maxAge = 60_000
      sessionOf(req).cookie.originalMaxAge = 1_000_000
      sessionOf(req).touch()
      res.send(String(Number(sessionOf(req).cookie.maxAge) > 900_000))
    })
    app.get('/longer', (req, res) => {
      sessionOf(req).cookie.originalMaxAge = 1_000_000
      res.send(String(count(req)))
    })
    app.get('/stream', async (req, res) => {
      res.write('begun, ')
      // The head is on its way by then.
      await new Promise((resolve) => setImmediate(resolve))
      count(req)
      res.end('ended')
    })
    app.get('/save-and-go-on', (req, res, next) => {
      const list: string[] = ['first']
      sessionOf(req)['list'] = list
      sessionOf(req).save((error) => {
        if (error) return next(error)
        list.push('third')
        res.json(sessionOf(req)['list'])
      })
      list.push('second')
    })
    app.get('/list', (req, res) => {
      res.json(sessionOf(req)['list'])
    })
    app.get('/max-age/:age', (req, res) => {
      sessionOf(req).cookie.maxAge = Number(req.params.age)
      res.send(String(count(req)))
    })
    app.get('/cookie', (req, res) => {
      res.json(sessionOf(req).cookie)
    })
  })
}

const one = (lines: readonly string[]): string => {
  expect(lines).toHaveLength(1)
  return lines[0] ?? ''
}

/** The behaviours. */
export const behaviours: readonly Behaviour[] = [
  {
    name: 'what a handler puts into req.session is there at the next request',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      expect(await ada.text('/count')).toBe('1')
      expect(await ada.text('/count')).toBe('2')
      expect(await app.visitor().text('/count')).toBe('1')
    },
  },
  {
    name: 'nested objects are kept, and changes in them noticed',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      await ada.get('/nested')
      expect(await ada.text('/nested')).toBe('{"items":[7,7]}')
    },
  },
  {
    name: 'the cookie is called connect.sid, for path /, and kept from scripts',
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const { setCookies } = await app.visitor().get('/count')
      expect(one(setCookies)).toMatch(/^connect\.sid=s%3A[^;]+; Path=\/; HttpOnly$/)
    },
  },
  {
    name: 'name, path, domain, secure, sameSite, partitioned and priority are as chosen',
    async check(session, options) {
      const cookie = { path: '/count', domain: 'shop.test', httpOnly: false, secure: true }
      const more = { sameSite: 'strict', partitioned: true, priority: 'high' }
      await using app = await pages(session, {
        ...quiet,
        ...options,
        name: 'sid',
        proxy: true,
        cookie: { ...cookie, ...more },
      })
      const headers = { 'x-forwarded-proto': 'https' }
      const { setCookies } = await app.visitor().get('/count', { headers })
      const [pair = '', ...attributes] = one(setCookies).split('; ')
      expect(pair).toMatch(/^sid=/)
      expect(attributes.sort()).toEqual([
        'Domain=shop.test',
        'Partitioned',
        'Path=/count',
        'Priority=High',
        'SameSite=Strict',
        'Secure',
      ])
    },
  },
  {
    name: 'a secure cookie is not set over http',
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options, cookie: { secure: true } })
      expect((await app.visitor().get('/count')).setCookies).toEqual([])
    },
  },
  {
    name: "secure and sameSite 'auto' follow the connection, which proxy: false takes as it is",
    async check(session, options) {
      const cookie = { secure: 'auto', sameSite: 'auto' }
      const headers = { 'x-forwarded-proto': 'https, http' }
      for (const [proxy, expected] of [
        [true, /; Secure; SameSite=None$/],
        [false, /HttpOnly; SameSite=Lax$/],
      ] as const) {
        await using app = await pages(session, { ...quiet, ...options, proxy, cookie })
        const { setCookies } = await app.visitor().get('/count', { headers })
        expect(one(setCookies)).toMatch(expected)
      }
    },
  },
  {
    name: 'without proxy the setting trust proxy of Express counts',
    async check(session, options) {
      for (const trusts of [true, false]) {
        await using app = await running((it) => {
          it.set('trust proxy', trusts)
          it.use(session({ ...quiet, ...options, cookie: { secure: true } }))
          it.get('/', (req, res) => {
            res.send(String(count(req)))
          })
        })
        const headers = { 'x-forwarded-proto': 'https' }
        const { setCookies } = await app.visitor().get('/', { headers })
        expect(setCookies).toHaveLength(trusts ? 1 : 0)
      }
    },
  },
  {
    name: 'maxAge in milliseconds becomes Expires, and the cookie tells what is left of it',
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options, cookie: { maxAge: 60_000 } })
      const ada = app.visitor()
      const line = one((await ada.get('/count')).setCookies)
      const expires = Date.parse(/Expires=([^;]+)/.exec(line)?.[1] ?? '')
      expect(Math.abs(expires - Date.now() - 60_000)).toBeLessThan(20_000)
      const cookie = JSON.parse(await ada.text('/cookie'))
      expect(Math.round(cookie.originalMaxAge / 1_000)).toBe(60)
      expect(Math.abs(Date.parse(cookie.expires) - expires)).toBeLessThan(20_000)
    },
  },
  {
    name: 'of expires and maxAge the last one counts',
    async check(session, options) {
      const expires = new Date('2040-01-01T00:00:00Z')
      for (const [cookie, isDate] of [
        [{ maxAge: 60_000, expires }, true],
        [{ expires, maxAge: 60_000 }, false],
      ] as const) {
        await using app = await pages(session, { ...quiet, ...options, cookie })
        const line = one((await app.visitor().get('/count')).setCookies)
        expect(line.includes('Expires=Sun, 01 Jan 2040')).toBe(isDate)
      }
    },
  },
  {
    name: 'one visitor may get another maxAge, or none',
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      expect(one((await ada.get('/max-age/60000')).setCookies)).toContain('Expires=')
      // express-session loses a millisecond now and then.
      const { originalMaxAge } = JSON.parse(await ada.text('/cookie'))
      expect(Math.round(originalMaxAge / 1_000)).toBe(60)
      await using other = await running((it) => {
        it.use(session({ ...quiet, ...options, cookie: { maxAge: 60_000 } }))
        it.get('/', (req, res) => {
          sessionOf(req).cookie.expires = false
          res.send(String(count(req)))
        })
      })
      expect(one((await other.visitor().get('/')).setCookies)).not.toContain('Expires=')
    },
  },
  {
    name: 'a session whose cookie has expired is over',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      await ada.get('/count')
      await ada.get('/max-age/1')
      await expect.poll(() => ada.text('/read')).toBe('undefined')
    },
  },
  {
    name: 'the cookie options may be a function of the request',
    async check(session, options) {
      const cookie = (req: { readonly url: string }) => ({ path: req.url, maxAge: 60_000 })
      await using app = await pages(session, { ...quiet, ...options, cookie })
      expect(one((await app.visitor().get('/count')).setCookies)).toContain('Path=/count;')
    },
  },
  {
    name: 'outside of the cookie path there is no session',
    isStored: true,
    async check(session, options) {
      await using app = await running((it) => {
        it.use(session({ ...quiet, ...options, cookie: { path: '/admin' } }))
        it.get('/{*path}', (req, res) => {
          res.send(typeof Reflect.get(req, 'session'))
        })
      })
      expect(await app.visitor().text('/')).toBe('undefined')
      expect(await app.visitor().text('/admin/page')).toBe('object')
    },
  },
  {
    name: 'genid makes the ids',
    async check(session, options) {
      const genid = (req: { readonly url: string }): string => `made-for-${req.url.slice(1)}`
      await using app = await pages(session, { ...quiet, ...options, genid })
      expect(await app.visitor().text('/id')).toBe('made-for-id made-for-id')
    },
  },
  {
    name: 'the id is the same in req.session.id and req.sessionID, and stays from visit to visit',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      await ada.get('/count')
      const [first, second] = (await ada.text('/id')).split(' ')
      expect(first).toBe(second)
      expect(first?.length).toBeGreaterThan(20)
      expect(await ada.text('/id')).toBe(`${first} ${second}`)
      expect(await app.visitor().text('/id')).not.toContain(first)
    },
  },
  {
    name: 'saveUninitialized: true keeps a session with nothing in it, and sets the cookie',
    async check(session, options) {
      const store = new session.MemoryStore()
      const always = { resave: false, saveUninitialized: true, store }
      await using app = await pages(session, { ...options, ...always })
      const ada = app.visitor()
      one((await ada.get('/')).setCookies)
      expect(await lengthOf(store)).toBe(1)
      expect((await ada.get('/')).setCookies).toEqual([])
    },
  },
  {
    name: 'saveUninitialized: false keeps nothing, and sets no cookie, until something is in it',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      expect((await ada.get('/')).setCookies).toEqual([])
      one((await ada.get('/count')).setCookies)
    },
  },
  {
    name: 'by default both are kept: what is new, and what did not change',
    async check(session, options) {
      const { store, sets } = watched(session)
      await using app = await pages(session, { ...options, store, ...oldDefaults })
      const ada = app.visitor()
      await ada.get('/')
      await ada.get('/')
      expect(sets()).toBe(2)
    },
  },
  {
    name: 'resave: false writes only what changed, and touches the rest',
    async check(session, options) {
      const { store, sets, touches } = watched(session)
      await using app = await pages(session, { ...quiet, ...options, store })
      const ada = app.visitor()
      await ada.get('/count')
      await ada.get('/read')
      expect([sets(), touches()]).toEqual([1, 1])
      await ada.get('/count')
      expect([sets(), touches()]).toEqual([2, 1])
    },
  },
  {
    name: 'rolling: true sets the cookie at every answer of a session that was there',
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options, rolling: true })
      const ada = app.visitor()
      expect((await ada.get('/')).setCookies).toEqual([])
      await ada.get('/count')
      one((await ada.get('/read')).setCookies)
    },
  },
  {
    name: 'without rolling an unchanged session sets no cookie',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options, cookie: { maxAge: 60_000 } })
      const ada = app.visitor()
      await ada.get('/count')
      expect((await ada.get('/read')).setCookies).toEqual([])
    },
  },
  {
    name: 'a changed session with a maxAge gets its cookie again',
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options, cookie: { maxAge: 60_000 } })
      const ada = app.visitor()
      await ada.get('/count')
      one((await ada.get('/count')).setCookies)
    },
  },
  {
    name: "unset: 'keep' leaves the session as it was",
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options, unset: 'keep' })
      const ada = app.visitor()
      await ada.get('/count')
      for (const path of ['/unset', '/delete']) {
        await ada.get(path)
        expect(await ada.text('/read')).toBe('1')
      }
    },
  },
  {
    name: "unset: 'destroy' ends it",
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options, unset: 'destroy' })
      for (const path of ['/unset', '/delete']) {
        const ada = app.visitor()
        await ada.get('/count')
        const copy = app.visitor(ada)
        await ada.get(path)
        expect(await copy.text('/read')).toBe('undefined')
      }
    },
  },
  {
    name: 'regenerate gives a session and an id of its own; the old one is gone',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      await ada.get('/count')
      const copy = app.visitor(ada)
      expect(await ada.text('/regenerate')).toBe('false false')
      expect(await ada.text('/read')).toBe('undefined')
      expect(await copy.text('/read')).toBe('undefined')
    },
  },
  {
    name: 'destroy ends the session, and req.session is gone',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      await ada.get('/count')
      const copy = app.visitor(ada)
      expect(await ada.text('/destroy')).toBe('undefined')
      expect(await copy.text('/read')).toBe('undefined')
    },
  },
  {
    name: 'reload brings back what the store has',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      await ada.get('/count')
      expect(await ada.text('/reload')).toBe('1')
      expect(await ada.text('/read')).toBe('1')
    },
  },
  {
    name: 'reload of a session that is not in the store is an error',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      expect((await app.visitor().get('/reload')).status).toBe(500)
      expect(String(app.errors[0])).toContain('failed to load session')
    },
  },
  {
    name: 'save writes before its callback, so that a redirect finds the session',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      const answer = await ada.get('/save')
      expect(answer.headers.location).toBe('/read')
      expect(await ada.text('/read')).toBe('1')
    },
  },
  {
    name: 'what is changed while or after it is saved is kept by the end of the request',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      expect(await ada.text('/save-and-go-on')).toBe('["first","second","third"]')
      expect(await ada.text('/list')).toBe('["first","second","third"]')
    },
  },
  {
    name: 'what is changed while an answer streams is kept before its end',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      await ada.get('/count')
      expect(await ada.text('/stream')).toBe('begun, ended')
      expect(await ada.text('/read')).toBe('2')
    },
  },
  {
    name: 'a long stream arrives whole, with compression before or after the session',
    isStored: true,
    async check(session, options) {
      const chunk = 'a line of text that is sent again and again\n'.repeat(1_000)
      const parts = Array.from({ length: 100 }, () => chunk)
      for (const isBefore of [true, false]) {
        await using app = await running((it) => {
          if (isBefore) it.use(compression())
          it.use(session({ ...quiet, ...options }))
          if (!isBefore) it.use(compression())
          it.get('/count', (req, res) => {
            res.send(String(count(req)))
          })
          it.get('/stream', async (req, res) => {
            res.type('text')
            await pipeline(
              Readable.from(parts),
              async function* (chunks) {
                for await (const part of chunks) yield part
                count(req)
              },
              res,
            )
          })
        })
        const ada = app.visitor()
        await ada.get('/count')
        const headers = { 'accept-encoding': 'gzip' }
        expect((await ada.text('/stream', { headers })) === parts.join('')).toBe(true)
        expect(await ada.text('/count')).toBe('3')
      }
    },
  },
  {
    name: 'every visit begins maxAge anew, as the cookie of the session says by then',
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      await ada.get('/max-age/60000')
      const { setCookies } = await ada.get('/longer')
      const [, expires = ''] = /Expires=([^;]+)/.exec(one(setCookies)) ?? []
      expect(Date.parse(expires) - Date.now()).toBeGreaterThan(900_000)
      const cookie = JSON.parse(await ada.text('/cookie'))
      expect(Date.parse(cookie.expires) - Date.now()).toBeGreaterThan(900_000)
    },
  },
  {
    name: 'touch begins maxAge anew',
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      expect(await app.visitor().text('/touch')).toBe('true')
    },
  },
  {
    name: 'a WebSocket server calls the middleware with an empty response, reloads and saves',
    isStored: true,
    async check(session, options) {
      const middleware = session({ ...quiet, ...options })
      await using app = await running((it) => {
        it.get('/socket', (req, res) => {
          const next = (error?: unknown): void => {
            const before = error ?? sessionOf(req)['views']
            sessionOf(req).reload((failure) => {
              count(req)
              // The same object all along, as the pages before left it.
              const cart = sessionOf(req)['cart'] as { items: number[] }
              cart.items.push(8)
              sessionOf(req).save((again) => {
                res.send(`${before} ${failure ?? again ?? 'saved'}`)
              })
            })
          }
          // An empty object is what such servers have.
          middleware(req, {} as typeof res, next)
        })
        it.use(middleware)
        it.get('/count', (req, res) => {
          sessionOf(req)['cart'] ??= { items: [7] }
          res.json([count(req), sessionOf(req)['cart']])
        })
      })
      const ada = app.visitor()
      await ada.get('/count')
      expect(await ada.text('/socket')).toBe('1 saved')
      expect(await ada.text('/count')).toBe('[3,{"items":[7,8]}]')
    },
  },
  {
    name: 'a secret may be bytes',
    async check(session, options) {
      const bytes = Buffer.from('a secret of the tests, 32 bytes or more')
      await using app = await pages(session, { ...quiet, ...options, secret: bytes })
      const ada = app.visitor()
      await ada.get('/count')
      expect(await ada.text('/count')).toBe('2')
    },
  },
  {
    name: 'secrets rotate: the first signs, each verifies',
    isStored: true,
    async check(session, options) {
      const [older, newer] = [
        'an older secret of the tests, 32 b.',
        'a newer secret of the tests, 32 b.',
      ]
      const store = Reflect.get(options, 'store') ?? new session.MemoryStore()
      const shared = { ...quiet, ...options, store }
      await using before = await pages(session, { ...shared, secret: older })
      await using after = await pages(session, { ...shared, secret: [newer, older] })
      const ada = before.visitor()
      await ada.get('/count')
      const later = after.visitor(ada)
      expect(await later.text('/read')).toBe('1')
      await using last = await pages(session, { ...shared, secret: newer })
      expect(await last.visitor(ada).text('/read')).toBe('undefined')
    },
  },
  {
    name: 'a cookie with another signature is no session',
    isStored: true,
    async check(session, options) {
      await using app = await pages(session, { ...quiet, ...options })
      const ada = app.visitor()
      await ada.get('/count')
      for (const [name, value] of ada.cookies) {
        const last = value.endsWith('A') ? 'B' : 'A'
        ada.cookies.set(name, value.slice(0, -1) + last)
      }
      ada.cookies.set('connect.sid', ada.cookies.get('connect.sid') ?? 's%3Aforged.forged')
      expect(await ada.text('/read')).toBe('undefined')
    },
  },
  {
    name: 'without a secret a request is an error',
    async check(session) {
      await using app = await pages(session, { ...quiet })
      expect((await app.visitor().get('/')).status).toBe(500)
    },
  },
  {
    name: 'an error of reading goes to the error handler, and the cookie stays',
    async check(session, options) {
      const store = new session.MemoryStore()
      await using app = await pages(session, { ...quiet, ...options, store })
      const ada = app.visitor()
      await ada.get('/count')
      const get = store.get.bind(store)
      store.get = (_id, callback) => callback(new Error('the store is away'))
      const answer = await ada.get('/read')
      expect([answer.status, answer.setCookies]).toEqual([500, []])
      store.get = get
      expect(await ada.text('/read')).toBe('1')
    },
  },
  {
    name: 'an error with code ENOENT means that there is no such session',
    async check(session, options) {
      const store = new session.MemoryStore()
      await using app = await pages(session, { ...quiet, ...options, store })
      const ada = app.visitor()
      await ada.get('/count')
      store.get = (_id, callback) => callback(Object.assign(new Error('none'), { code: 'ENOENT' }))
      expect(await ada.text('/read')).toBe('undefined')
    },
  },
  {
    name: 'between disconnect and connect of the store requests have no session',
    async check(session, options) {
      const store = new session.MemoryStore()
      const emit = (event: string): unknown =>
        Reflect.apply(Reflect.get(store, 'emit'), store, [event])
      await using app = await running((it) => {
        it.use(session({ ...quiet, ...options, store }))
        it.get('/', (req, res) => {
          res.send(typeof Reflect.get(req, 'session'))
        })
      })
      emit('disconnect')
      expect(await app.visitor().text('/')).toBe('undefined')
      emit('connect')
      expect(await app.visitor().text('/')).toBe('object')
    },
  },
  {
    name: 'a second middleware leaves the session of the first alone',
    isStored: true,
    async check(session, options) {
      await using app = await running((it) => {
        it.use(session({ ...quiet, ...options }))
        it.use(session({ ...quiet, ...options, name: 'other' }))
        it.get('/', (req, res) => {
          res.send(String(count(req)))
        })
      })
      const ada = app.visitor()
      await ada.get('/')
      expect(await ada.text('/')).toBe('2')
      expect(ada.cookies.size).toBe(1)
    },
  },
  {
    name: 'req.sessionStore ends a session by its id',
    isStored: true,
    async check(session, options) {
      await using app = await running((it) => {
        it.use(session({ ...quiet, ...options }))
        it.get('/count', (req, res) => {
          count(req)
          res.send(sessionOf(req).id)
        })
        it.get('/end/:id', (req, res) => {
          const store = Reflect.get(req, 'sessionStore')
          store.destroy(req.params.id, (error?: unknown) => {
            res.send(String(error ?? 'ended'))
          })
        })
        it.get('/read', (req, res) => {
          res.send(String(sessionOf(req)['views']))
        })
      })
      const ada = app.visitor()
      const id = await ada.text('/count')
      expect(await app.visitor().text(`/end/${encodeURIComponent(id)}`)).toBe('ended')
      expect(await ada.text('/read')).toBe('undefined')
    },
  },
]

function lengthOf(store: object): Promise<number> {
  return new Promise((resolve) => {
    const length = Reflect.get(store, 'length')
    Reflect.apply(length, store, [(_error: unknown, found: number) => resolve(found)])
  })
}

/** A store that counts what is asked of it. */
function watched(session: Factory) {
  const store = new session.MemoryStore()
  const counts = { set: 0, touch: 0 }
  for (const verb of ['set', 'touch'] as const) {
    const real = Reflect.get(store, verb) ?? (() => {})
    Reflect.set(store, verb, (...args: unknown[]) => {
      counts[verb] += 1
      return Reflect.apply(real, store, args)
    })
  }
  return { store, sets: () => counts.set, touches: () => counts.touch }
}

/** The defaults, which the original warns of. */
const oldDefaults = { resave: undefined, saveUninitialized: undefined }
