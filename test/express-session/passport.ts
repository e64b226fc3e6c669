/**
 * An app with Passport and connect-flash, over whatever `req.session` is given.
 *
 * @module
 */

import express, { type Request, type RequestHandler } from 'express'
import { load } from './packages.ts'
import { count, type Running, running, sessionOf } from './visitor.ts'

type Done = (error: unknown, result?: unknown) => void

/** What the tests use of Passport. */
interface Passport {
  use(strategy: object): void
  serializeUser(serialize: (user: string, done: Done) => void): void
  deserializeUser(deserialize: (name: string, done: Done) => void): void
  initialize(): RequestHandler
  session(): RequestHandler
  authenticate(strategy: string, options: object): RequestHandler
}

/** What Passport and connect-flash add to a request. */
interface Added {
  user?: string
  logOut(options: object, callback: Done): void
  flash(category: string): readonly string[]
}

type StrategyModule = new (
  options: object,
  verify: (name: string, password: string, done: Done) => void,
) => object

/** Serves an app with a login form. */
export function passportApp(session: RequestHandler): Promise<Running> {
  const { Passport } = load<{ readonly Passport: new () => Passport }>('passport')
  const { Strategy } = load<{ readonly Strategy: StrategyModule }>('passport-local')
  const flash = load<() => RequestHandler>('connect-flash')
  const passport = new Passport()
  passport.use(
    new Strategy({}, (name, password, done) => done(null, password === 'open-sesame' && name)),
  )
  passport.serializeUser((user, done) => done(null, user))
  passport.deserializeUser((name, done) => done(null, name))
  // Both put these onto the request.
  const added = (req: Request): Added => req as unknown as Added

  return running((app) => {
    app.use(session)
    app.use(flash())
    app.use(express.urlencoded({ extended: false }))
    app.use(passport.initialize())
    app.use(passport.session())
    app.get('/who', (req, res) => {
      res.send(`${added(req).user ?? 'nobody'}, ${sessionOf(req)['views'] ?? 0} visits`)
    })
    app.get('/count', (req, res) => {
      res.send(String(count(req)))
    })
    app.get('/flashes', (req, res) => {
      res.json(added(req).flash('error'))
    })
    for (const [path, more] of [
      ['/login', {}],
      ['/login-keeping', { keepSessionInfo: true }],
    ] as const) {
      const options = { successRedirect: '/who', failureRedirect: '/login', failureFlash: 'wrong' }
      app.post(path, passport.authenticate('local', { ...options, ...more }))
    }
    app.post('/logout', (req, res, next) => {
      added(req).logOut({}, (error) => (error ? next(error) : res.redirect('/who')))
    })
  })
}
