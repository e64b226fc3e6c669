/**
 * Recipes of the documentation, served as their pages show them.
 *
 * @module
 */

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Express } from 'express'
import { vi } from 'vitest'

/** A secret of these tests. */
export const secret = 'k7Qm2vXc9RzLw4Tn8YbHs6JdPf3GaEuKiOoWqVtZxBM'

/** Recipes that answer until they are closed. */
export interface ServedRecipes {
  /** Gives the address of one. */
  serve(recipe: () => Promise<{ readonly app: Express }>, secretKey?: string): Promise<string>
  /** Ends them all, and gives back the clock, the environment and the console. */
  close(): Promise<void>
}

/** Makes a place for recipes. */
export function servedRecipes(): ServedRecipes {
  const servers: Server[] = []
  return {
    async serve(recipe, secretKey = secret) {
      vi.stubEnv('SECRET_KEY', secretKey)
      vi.spyOn(console, 'warn').mockReturnValue()
      // Another process would read its environment anew.
      vi.resetModules()
      const { app } = await recipe()
      const server = createServer(app).listen(0, '127.0.0.1')
      servers.push(server)
      await once(server, 'listening')
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      return `http://127.0.0.1:${port}`
    },
    async close() {
      vi.useRealTimers()
      vi.unstubAllEnvs()
      vi.restoreAllMocks()
      for (const server of servers.splice(0)) {
        server.close()
        server.closeAllConnections()
        await once(server, 'close')
      }
    },
  }
}
