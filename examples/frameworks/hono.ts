import { serve } from '@hono/node-server'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { honoSession } from 'coatcheck/adapters/hono'
import { Hono } from 'hono'

const sessions = createSessions<{ visits: number }>(optionsFromEnv())

const app = new Hono()
  .use(honoSession(sessions))

  .get('/', (c) => {
    const session = c.get('session')
    session.set('visits', session.get('visits', 0) + 1)
    const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
    return c.text(`${greeting}You have visited ${session.get('visits')} times`)
  })

  .post('/login', async (c) => {
    const isJson = c.req.header('content-type')?.startsWith('application/json')
    const body = await (isJson ? c.req.json() : c.req.parseBody())
    const name = String(body['name'] ?? '')
    if (name === '') return c.text('Who are you?', 400)
    c.get('session').login(name) // after checking a password
    return c.redirect('/', 303)
  })

  .post('/logout', async (c) => {
    await c.get('session').logout()
    return c.redirect('/', 303)
  })

const port = Number(process.env['PORT'] ?? 3000)
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () =>
  console.info(`http://127.0.0.1:${port}`),
)
