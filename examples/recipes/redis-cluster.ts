import { createSessions, optionsFromEnv, type StoredSessions } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { redisStore } from 'coatcheck/stores/redis'
import express, { type Express } from 'express'
import { createCluster } from 'redis'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

// redis://user:password@host:port, one or more nodes; the client finds the others.
const urls = (process.env['REDIS_NODES'] ?? 'redis://127.0.0.1:6379').split(',')

export const client = createCluster({
  rootNodes: urls.map((url) => ({ url })),
  defaults: accountOf(urls[0] ?? ''), // the nodes found later have the same password
})
client.on('error', console.error)
await client.connect()

export const sessions: StoredSessions = createSessions({
  ...optionsFromEnv(),
  store: redisStore(client, { waitForReplicas: 1 }),
})

export const app: Express = express()
app.use(expressSession(sessions))

app.get('/', async (req, res) => {
  const visits = await req.session.update((data) => {
    data.visits = (data.visits ?? 0) + 1
    return data.visits
  })
  res.type('text').send(`You have visited ${visits} times`)
})

function accountOf(url: string): { username?: string; password?: string } {
  const { username, password } = new URL(url)
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  }
}
