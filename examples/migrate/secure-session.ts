import { readFileSync } from 'node:fs'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { fastifySession } from 'coatcheck/adapters/fastify'
import { secureSessionReader } from 'coatcheck/codecs/secure-session'
import { type FastifyInstance, fastify } from 'fastify'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const sessions = createSessions({
  ...optionsFromEnv(), // a SECRET_KEY of Coatcheck's own
  acceptAlso: [
    secureSessionReader({
      keys: readFileSync(process.env['OLD_KEY_FILE'] ?? 'secret-key'), // its `key`, or a list, newest first
      until: '2027-03-01T00:00:00Z', // from then on the old cookies are refused
      subject: (data) => data['userId'], // who is logged in
    }),
  ],
})

export const app: FastifyInstance = fastify()
app.register(fastifySession(sessions))

app.get('/', ({ session }) => ({ subject: session.subject, visits: session.get('visits') }))
