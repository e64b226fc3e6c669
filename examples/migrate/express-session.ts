import type { Store } from 'coatcheck'
import { expressSessionReader, type OldConnectStore } from 'coatcheck/codecs/express-session'
import session from 'coatcheck/express-session'
import express, { type Express } from 'express'

/**
 * @param store such as `redisStore(client)` of `coatcheck/stores/redis`
 * @param oldStore the one there was, such as `new RedisStore({ client })` of connect-redis
 */
export function appWith(store: Store, oldStore: OldConnectStore): Express {
  const app = express()
  app.use(
    session({
      secret: process.env['SECRET_KEY'] ?? '', // a new one: npx coatcheck keygen
      store,
      cookie: { maxAge: 7 * 24 * 3_600_000 },
      acceptAlso: [
        expressSessionReader({
          secrets: process.env['SESSION_SECRET'] ?? '', // the old one
          store: oldStore,
          until: '2027-03-01T00:00:00Z', // from then on the old cookies are refused
        }),
      ],
    }),
  )
  return app
}
