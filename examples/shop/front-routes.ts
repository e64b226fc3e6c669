/**
 * The counter, the count of visits, and what the shop remembers.
 *
 * @module
 */

import { Router } from 'express'
import { prefersJson, sendPage } from './page.ts'
import { cartSizeOf, usernameOf } from './shop-session.ts'
import { homeView } from './views/home.ts'
import { sessionView } from './views/session.ts'
import { visitsView } from './views/visits.ts'

/** Serves `/`, `/visits` and `/session`. */
export function frontRoutes(): Router {
  const routes = Router()

  routes.get('/', (req, res) => {
    const main = homeView(usernameOf(req.session), cartSizeOf(req.session))
    sendPage(req, res, { title: 'The counter', main })
  })

  routes.get('/visits', async (req, res) => {
    const visits = await req.session.update((data) => {
      data.visits = (data.visits ?? 0) + 1
      return data.visits
    })
    sendPage(req, res, { title: 'Visits', main: visitsView(visits) })
  })

  routes.get('/session', (req, res) => {
    if (prefersJson(req)) res.json(req.session)
    else sendPage(req, res, { title: 'Your session', main: sessionView(req.session) })
  })

  return routes
}
