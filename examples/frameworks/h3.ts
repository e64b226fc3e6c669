import { createSessions, optionsFromEnv, type Session } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { H3, type H3Event, redirect, serve, toResponse } from 'h3'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

declare module 'h3' {
  interface H3EventContext {
    session: Session
  }
}

const app = new H3()

// In Nitro, what `app.use` is given is the default export of a file in server/middleware.
const middleware = withSession(
  createSessions(optionsFromEnv()),
  (_request, session, event: H3Event, next: () => unknown) => {
    event.context.session = session
    return toResponse(next(), event, app.config)
  },
)
app.use((event, next) => middleware(event.req, event, next))

app.get('/', ({ context: { session } }) => {
  session.set('visits', session.get('visits', 0) + 1)
  const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
  return `${greeting}You have visited ${session.get('visits')} times`
})

app.post('/login', async ({ req, context: { session } }) => {
  const isJson = req.headers.get('content-type')?.startsWith('application/json')
  const name = String(
    (isJson ? Object(await req.json()).name : (await req.formData()).get('name')) ?? '',
  )
  if (name === '') return new Response('Who are you?', { status: 400 })
  session.login(name) // after checking a password
  return redirect('/', 303)
})

app.post('/logout', async ({ context: { session } }) => {
  await session.logout()
  return redirect('/', 303)
})

const port = Number(process.env['PORT'] ?? 3000)
await serve(app, { port, hostname: '127.0.0.1', silent: true }).ready()
console.info(`http://127.0.0.1:${port}`)
