import { serve } from '@hono/node-server'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { guard, honoSession } from 'coatcheck/adapters/hono'
import { protectFromCrossSite } from 'coatcheck/guards/cross-site'
import { localNext, requireLogin } from 'coatcheck/guards/login'
import { Hono } from 'hono'
import { html } from 'hono/html'

type Data = { visits: number }

const sessions = createSessions<Data>(optionsFromEnv())

const app = new Hono()
  .use(honoSession(sessions))
  .use(guard(protectFromCrossSite()))

  .get('/login', (c) => {
    const messages = c.get('session').takeFlashes()
    return c.html(html`${messages.map(({ text }) => html`<p>${text}</p>`)}
      <form method="post">
        <input name="name" placeholder="ada" />
        <input name="password" type="password" placeholder="open-sesame" />
        <button>Log in</button>
      </form>`)
  })

  .post('/login', async (c) => {
    const { name, password } = await c.req.parseBody()
    // A real app looks the user up and compares a hash of the password.
    if (name !== 'ada' || password !== 'open-sesame') {
      c.get('session').flash('That is not the password')
      return c.redirect('/login', 303)
    }
    c.get('session').login(name)
    return c.redirect(localNext(c.req.query('next'), '/'), 303)
  })

  .post('/logout', async (c) => {
    await c.get('session').logout()
    c.get('session').flash('Bye!')
    return c.redirect('/login', 303)
  })

  .get('/', guard(requireLogin({ loginPath: '/login' })), (c) => {
    const session = c.get('session')
    session.set('visits', session.get('visits', 0) + 1)
    return c.html(html`<p>Hello, ${session.subject}! You have visited ${session.get('visits')} times</p>
      <form method="post" action="/logout"><button>Log out</button></form>`)
  })

const port = Number(process.env['PORT'] ?? 3000)
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () =>
  console.log(`http://127.0.0.1:${port}`),
)
