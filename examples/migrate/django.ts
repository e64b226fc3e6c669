import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { djangoReader } from 'coatcheck/codecs/django'
import express, { type Express } from 'express'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

/** Reads the column `auth_user.password` of a user. */
type PasswordField = (userId: string) => Promise<string | undefined>

export function appWith(passwordField: PasswordField): Express {
  const sessions = createSessions({
    ...optionsFromEnv(), // a SECRET_KEY of Coatcheck's own
    acceptAlso: [
      djangoReader({
        secrets: process.env['DJANGO_SECRET_KEY'] ?? '', // or [SECRET_KEY, ...SECRET_KEY_FALLBACKS]
        until: '2027-03-01T00:00:00Z', // from then on the old cookies are refused
        passwordOf: (userId) => passwordField(userId),
      }),
    ],
  })

  const app = express()
  app.use(expressSession(sessions))
  app.get('/', (req, res) => {
    const { subject } = req.session
    res.json({ subject, visits: req.session.get('visits') })
  })
  return app
}
