import { createSessions, optionsFromEnv } from 'coatcheck'
import { fastifySession } from 'coatcheck/adapters/fastify'
import fastify from 'fastify'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const app = fastify()
app.register(fastifySession(createSessions(optionsFromEnv())))

const form = 'application/x-www-form-urlencoded' // or register @fastify/formbody
app.addContentTypeParser(form, { parseAs: 'string' }, async (_request: unknown, body: string) =>
  Object.fromEntries(new URLSearchParams(body)),
)

app.get('/', async ({ session }) => {
  session.set('visits', session.get('visits', 0) + 1)
  const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
  return `${greeting}You have visited ${session.get('visits')} times`
})

app.post<{ Body: { name?: string } | undefined }>('/login', async ({ session, body }, reply) => {
  const name = String(body?.name ?? '')
  if (name === '') return reply.code(400).send('Who are you?')
  session.login(name) // after checking a password
  return reply.redirect('/', 303)
})

app.post('/logout', async ({ session }, reply) => {
  await session.logout()
  return reply.redirect('/', 303)
})

const port = Number(process.env['PORT'] ?? 3000)
console.info(await app.listen({ port, host: '127.0.0.1' }))
