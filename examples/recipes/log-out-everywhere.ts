import { createSessions, optionsFromEnv, type Session } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { protectFromCrossSite } from 'coatcheck/guards/cross-site'
import { requireLogin } from 'coatcheck/guards/login'
import { memoryStore } from 'coatcheck/stores/memory'
import express, { type Express } from 'express'

const sessions = createSessions({ ...optionsFromEnv(), store: memoryStore() })

export const app: Express = express()
app.use(express.urlencoded(), expressSession(sessions), guard(protectFromCrossSite()))

app.post('/login', (req, res) => {
  req.session.login(String(req.body.username)) // after checking a password
  res.send('Welcome')
})

app.use('/devices', guard(requireLogin({ loginPath: '/login' })))

app.get('/devices', async (req, res) => {
  const { sessions: devices } = await sessions.list(ownerOf(req.session))
  res.json(
    devices.map(({ handle, lastSeenAt }) => ({
      handle,
      lastSeenAt: new Date(lastSeenAt * 1_000),
      isThisOne: handle === req.session.handle,
    })),
  )
})

app.post('/devices/:handle/revoke', async (req, res) => {
  const isEnded = await sessions.revoke(req.params.handle, { subject: ownerOf(req.session) })
  res.sendStatus(isEnded ? 204 : 404)
})

app.post('/devices/revoke-others', async (req, res) => {
  const count = await sessions.revokeAll(ownerOf(req.session), { except: req.session })
  res.json({ ended: count })
})

app.get('/', (req, res) => {
  res.type('text').send(`Hello, ${req.session.subject ?? 'stranger'}!`)
})

// The guard has seen to it that somebody is logged in.
function ownerOf({ subject }: Session): string {
  return subject ?? ''
}
