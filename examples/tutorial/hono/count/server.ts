import { serve } from '@hono/node-server'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { honoSession } from 'coatcheck/adapters/hono'
import { Hono } from 'hono'

type Data = { visits: number }

const sessions = createSessions<Data>(optionsFromEnv())

const app = new Hono().use(honoSession(sessions)).get('/', (c) => {
  const session = c.get('session')
  session.set('visits', session.get('visits', 0) + 1)
  return c.text(`You have visited ${session.get('visits')} times`)
})

const port = Number(process.env['PORT'] ?? 3000)
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () =>
  console.log(`http://127.0.0.1:${port}`),
)
