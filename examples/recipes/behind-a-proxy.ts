import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { protectFromCrossSite } from 'coatcheck/guards/cross-site'
import express, { type Express } from 'express'

const sessions = createSessions({
  ...optionsFromEnv(),
  onEvent(event) {
    if (event.type === 'cookie-will-be-dropped') console.warn(event.mend)
  },
})

// For a proxy that sends another Host than the browser did; better, let it pass Host on.
const trustedOrigins = [process.env['PUBLIC_ORIGIN'] ?? 'https://shop.example']

export const app: Express = express()
app.use(expressSession(sessions), guard(protectFromCrossSite({ trustedOrigins })))

app.post('/theme', (req, res) => {
  req.session.flash('Saved')
  res.send('Saved')
})
