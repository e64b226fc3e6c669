import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import express from 'express'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const app = express()
app.use(expressSession(createSessions(optionsFromEnv())))

app.get('/', ({ session }, res) => {
  session.set('visits', session.get('visits', 0) + 1)
  res.send(`You have visited ${session.get('visits')} times`)
})

const port = Number(process.env['PORT'] ?? 3000)
app.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`))
