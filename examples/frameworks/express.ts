import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import express from 'express'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const app = express()
app.use(express.json(), express.urlencoded())
app.use(expressSession(createSessions(optionsFromEnv())))

app.get('/', ({ session }, res) => {
  session.set('visits', session.get('visits', 0) + 1)
  const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
  res.type('text').send(`${greeting}You have visited ${session.get('visits')} times`)
})

app.post('/login', ({ session, body }, res) => {
  const name = String(body?.name ?? '')
  if (name === '') {
    res.status(400).send('Who are you?')
    return
  }
  session.login(name) // after checking a password
  res.redirect(303, '/')
})

app.post('/logout', async ({ session }, res) => {
  await session.logout()
  res.redirect(303, '/')
})

const port = Number(process.env['PORT'] ?? 3000)
app.listen(port, '127.0.0.1', () => console.info(`http://127.0.0.1:${port}`))
