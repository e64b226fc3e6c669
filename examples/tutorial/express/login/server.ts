import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { protectFromCrossSite } from 'coatcheck/guards/cross-site'
import { localNext, requireLogin } from 'coatcheck/guards/login'
import express from 'express'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const app = express()
app.use(express.urlencoded())
app.use(expressSession(createSessions(optionsFromEnv())), guard(protectFromCrossSite()))

app.get('/login', ({ session }, res) => {
  const messages = session.takeFlashes().map(({ text }) => `<p>${text}</p>`)
  res.send(`${messages.join('')}
    <form method="post">
      <input name="name" placeholder="ada">
      <input name="password" type="password" placeholder="open-sesame">
      <button>Log in</button>
    </form>`)
})

app.post('/login', ({ session, body, query }, res) => {
  // A real app looks the user up and compares a hash of the password.
  if (body.name !== 'ada' || body.password !== 'open-sesame') {
    session.flash('That is not the password')
    res.redirect(303, '/login')
    return
  }
  session.login(body.name)
  res.redirect(303, localNext(query['next'], '/'))
})

app.post('/logout', async ({ session }, res) => {
  await session.logout()
  session.flash('Bye!')
  res.redirect(303, '/login')
})

app.get('/', guard(requireLogin({ loginPath: '/login' })), ({ session }, res) => {
  session.set('visits', session.get('visits', 0) + 1)
  res.send(`<p>Hello, ${session.subject}! You have visited ${session.get('visits')} times</p>
    <form method="post" action="/logout"><button>Log out</button></form>`)
})

const port = Number(process.env['PORT'] ?? 3000)
app.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`))
