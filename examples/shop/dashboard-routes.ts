/**
 * The dashboard, and where a store is used the end of the visitor's other sessions.
 *
 * @module
 */

import type { StoredSessions } from 'coatcheck'
import { guard } from 'coatcheck/adapters/express'
import { requireLogin } from 'coatcheck/guards/login'
import { type Request, type Response, Router } from 'express'
import { refuseOtherSites } from './other-sites.ts'
import { sendPage } from './page.ts'
import { ownerOf, say } from './shop-session.ts'
import { dashboardView } from './views/dashboard.ts'
import { ownSessionsView } from './views/own-sessions.ts'

const requireOwner = guard(requireLogin({ loginPath: '/login' }))

/**
 * Serves `/dashboard`, and with sessions in a store `/sessions/:handle/logout` and
 * `/sessions/logout-others`.
 *
 * @param sessions those in a store; without one there is nothing to list
 */
export function dashboardRoutes(sessions: StoredSessions | undefined): Router {
  const routes = Router()

  routes.get('/dashboard', requireOwner, async (req, res) => {
    const { session } = req
    const list = await sessions?.list(ownerOf(session))
    const main = dashboardView(session, list !== undefined && ownSessionsView(session, list))
    sendPage(req, res, { title: 'Dashboard', main })
  })

  if (sessions !== undefined) routes.use('/sessions', endingRoutes(sessions))
  return routes
}

function endingRoutes(sessions: StoredSessions): Router {
  const routes = Router()

  routes.post('/logout-others', refuseOtherSites, requireOwner, async (req, res) => {
    const ended = await sessions.revokeAll(ownerOf(req.session), { except: req.session })
    backToDashboard(req, res, endedOthers(ended))
  })

  routes.post('/:handle/logout', refuseOtherSites, requireOwner, async (req, res) => {
    const { handle } = req.params
    if (handle === req.session.handle) {
      await req.session.logout()
      say(req.session, 'Bye')
      res.redirect(303, '/login')
      return
    }
    const wasLive = await sessions.revoke(String(handle), { subject: ownerOf(req.session) })
    backToDashboard(req, res, wasLive ? 'That session is logged out.' : 'That session was over.')
  })

  return routes
}

function backToDashboard(req: Request, res: Response, message: string): void {
  say(req.session, message)
  res.redirect(303, '/dashboard')
}

function endedOthers(count: number): string {
  if (count === 0) return 'You were logged in nowhere else.'
  return count === 1 ? '1 other session is logged out.' : `${count} other sessions are logged out.`
}
