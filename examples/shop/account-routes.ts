/**
 * Logging in and out, and the profile.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { localNext } from 'coatcheck/guards/login'
import express, { type RequestHandler, Router } from 'express'
import { refuseOtherSites } from './other-sites.ts'
import { sendPage } from './page.ts'
import { isPassword } from './password.ts'
import { say, usernameOf } from './shop-session.ts'
import { loginView } from './views/login.ts'
import { profileView } from './views/profile.ts'

const usernameLimit = 64

const logIn: RequestHandler = async (req, res) => {
  const username = fieldOf(req.body, 'username').trim()
  const target = localNext(fieldOf(req.body, 'next'), '/dashboard')
  // The password is checked first, so that a bad username takes just as long.
  const isRight = await isPassword(fieldOf(req.body, 'password'))
  if (!isRight || username === '' || username.length > usernameLimit) {
    const main = loginView({ next: target, username, hasFailed: true })
    sendPage(req, res.status(401), { title: 'Login failed', main })
    return
  }
  req.session.login(username)
  req.session.set('user_id', userIdOf(username))
  req.session.set('username', username)
  req.session.set('logged_in', true)
  res.redirect(302, target)
}

const logOut: RequestHandler = async (req, res) => {
  const wasThere = !req.session.isNew
  await req.session.logout()
  if (wasThere) say(req.session, 'Bye')
  res.redirect(302, '/login')
}

/** Serves `/login`, `/logout` and `/profile`. */
export function accountRoutes(): Router {
  const routes = Router()

  routes.get('/login', (req, res) => {
    const next = localNext(fieldOf(req.query, 'next'), '/dashboard')
    const main = loginView({ next, username: '', hasFailed: false })
    sendPage(req, res, { title: 'Login page', main })
  })
  routes.post(
    '/login',
    refuseOtherSites,
    express.urlencoded({ extended: false, limit: '8kb', parameterLimit: 10 }),
    logIn,
  )

  routes.get('/logout', refuseOtherSites, logOut)
  routes.post('/logout', refuseOtherSites, logOut)

  routes.get('/profile', (req, res) => {
    sendPage(req, res, { title: 'Profile', main: profileView(usernameOf(req.session)) })
  })

  return routes
}

// A form or a query may hold a field twice, or not at all.
function fieldOf(fields: unknown, name: string): string {
  if (typeof fields !== 'object' || fields === null) return ''
  const value: unknown = Reflect.get(fields, name)
  return typeof value === 'string' ? value : ''
}

// A real app looks the number up; this one has no database, so the name itself gives six digits.
function userIdOf(username: string): number {
  return 100_000 + (createHash('sha256').update(username).digest().readUInt32BE(0) % 900_000)
}
