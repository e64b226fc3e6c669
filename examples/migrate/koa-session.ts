import { createSessions, optionsFromEnv } from 'coatcheck'
import { koaSession } from 'coatcheck/adapters/koa'
import { koaSessionReader } from 'coatcheck/codecs/koa-session'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const sessions = createSessions({
  ...optionsFromEnv(), // a SECRET_KEY of Coatcheck's own
  acceptAlso: [
    koaSessionReader({
      keys: [process.env['KOA_KEY'] ?? ''], // app.keys
      until: '2027-03-01T00:00:00Z', // from then on the old cookies are refused
      subject: (data) => data['userId'], // who is logged in
    }),
  ],
})

// app.use(session), where app.use(session(config, app)) stood
export const session: ReturnType<typeof koaSession> = koaSession(sessions)
