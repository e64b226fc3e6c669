import type { IncomingMessage } from 'node:http'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { koaSession } from 'coatcheck/adapters/koa'
import Koa from 'koa'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const app = new Koa()
app.use(koaSession(createSessions(optionsFromEnv())))

app.use(async (ctx) => {
  const { session } = ctx
  const route = `${ctx.method} ${ctx.path}`
  if (route === 'GET /') {
    session.set('visits', session.get('visits', 0) + 1)
    const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
    ctx.type = 'text'
    ctx.body = `${greeting}You have visited ${session.get('visits')} times`
  } else if (route === 'POST /login') {
    const name = await nameIn(ctx.req)
    if (name === '') ctx.throw(400, 'Who are you?')
    session.login(name) // after checking a password
    ctx.status = 303
    ctx.redirect('/')
  } else if (route === 'POST /logout') {
    await session.logout()
    ctx.status = 303
    ctx.redirect('/')
  }
})

// Or use a middleware that parses bodies.
async function nameIn(req: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of req) if (body.length < 1_000) body += chunk
  const isJson = req.headers['content-type']?.startsWith('application/json')
  return String((isJson ? JSON.parse(body).name : new URLSearchParams(body).get('name')) ?? '')
}

const port = Number(process.env['PORT'] ?? 3000)
app.listen(port, '127.0.0.1', () => console.info(`http://127.0.0.1:${port}`))
