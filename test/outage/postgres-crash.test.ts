import { describe } from 'vitest'
import { startPostgres } from '../servers/postgres.ts'
import { itComesThrough, mortal } from './shop-through-outage.ts'

describe('the shop when its PostgreSQL is killed amid a crowd', () => {
  itComesThrough(async () => {
    const server = await startPostgres()
    return mortal(server, server.url())
  })
})
