import { describeWith, mariadb } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { itComesThrough, mortal } from './shop-through-outage.ts'

describeWith(mariadb, 'the shop when its MariaDB is killed amid a crowd', () => {
  itComesThrough(async () => {
    const server = await startMariadb()
    return mortal(server, server.url())
  })
})
