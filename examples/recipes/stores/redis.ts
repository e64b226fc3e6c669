import { createSessions, optionsFromEnv, type StoredSessions } from 'coatcheck'
import { redisStore } from 'coatcheck/stores/redis'
import { createClient } from 'redis'

type Data = { visits: number }

export const client = createClient({ url: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379' })
client.on('error', console.error)
await client.connect()

export const sessions: StoredSessions<Data> = createSessions<Data>({
  ...optionsFromEnv(),
  store: redisStore(client),
})
