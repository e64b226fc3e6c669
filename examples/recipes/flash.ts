import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import express, { type Express } from 'express'

export const app: Express = express()
app.use(expressSession(createSessions(optionsFromEnv())))

app.post('/settings', (req, res) => {
  req.session.flash('Saved')
  req.session.flash('Your mail address is not confirmed', 'warning')
  res.redirect(303, '/settings')
})

app.get('/settings', (req, res) => {
  const messages = req.session.takeFlashes()
  res.json(messages.map(({ category, text }) => `${category}: ${text}`))
})
