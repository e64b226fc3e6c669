import type { Sessions } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { requireLogin } from 'coatcheck/guards/login'
import express, { type Express } from 'express'

declare module 'coatcheck' {
  interface SessionData {
    username: string
    visits: number
  }
}

export function shopOn(sessions: Sessions): Express {
  const app = express()
  app.use(expressSession(sessions))

  app.get('/me', guard(requireLogin({ loginPath: '/login' })), (req, res) => {
    res.send(`Hello, ${req.session.get('username')}!`)
  })

  app.post('/visits', (req, res) => {
    req.session.set('visits', req.session.get('visits', 0) + 1)
    res.send(`You have visited ${req.session.get('visits')} times`)
  })

  return app
}
