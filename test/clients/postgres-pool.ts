/**
 * A pool of connections to PostgreSQL that has ended once the server has heard so. That of `pg` has
 * ended while its connections are still being closed: a server stopped at that moment makes them
 * throw where nobody listens any more.
 *
 * @module
 */

import pg from 'pg'

/** A `pg.Pool` that waits for its connections. */
export class PostgresPool extends pg.Pool {
  /** Closes all connections, and resolves when they are closed. */
  override async end(): Promise<void> {
    let open = this.totalCount
    const closed = new Promise<void>((resolve) => {
      if (open === 0) resolve()
      this.on('remove', () => {
        open -= 1
        if (open === 0) resolve()
      })
    })
    await super.end()
    await closed
  }
}
