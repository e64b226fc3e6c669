import { createSessions, optionsFromEnv } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { runWithSession, session } from 'coatcheck/ambient'
import { Elysia } from 'elysia'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const app = new Elysia()
  .get('/', () => {
    session.set('visits', session.get('visits', 0) + 1)
    const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
    return `${greeting}You have visited ${session.get('visits')} times`
  })

  .post('/login', ({ body, redirect, status }) => {
    const name = String(Object(body).name ?? '')
    if (name === '') return status(400, 'Who are you?')
    session.login(name) // after checking a password
    return redirect('/', 303)
  })

  .post('/logout', async ({ redirect }) => {
    await session.logout()
    return redirect('/', 303)
  })

// Round all of Elysia, so that its own error pages are answers like any other.
const fetch = withSession(createSessions(optionsFromEnv()), (request, session) =>
  runWithSession(session, () => app.fetch(request)),
)

const port = Number(process.env['PORT'] ?? 3000)
Bun.serve({ port, hostname: '127.0.0.1', fetch: (request) => fetch(request) })
console.info(`http://127.0.0.1:${port}`)
