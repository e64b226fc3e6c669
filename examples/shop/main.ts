/**
 * Starts the shop: `npm start`.
 *
 * Exits with 2 when a setting is wrong and with 1 when the address cannot be had.
 *
 * @module
 */

import { createServer, type Server } from 'node:http'
import { CoatcheckError } from 'coatcheck'
import { inspect } from './inspect.ts'
import { type OpenedSessions, openSessions } from './open-sessions.ts'
import {
  type Address,
  addressOf,
  cacheInCookieOf,
  formatOf,
  makeUpSecret,
  readEnvFiles,
  storeAddressOf,
  urlAt,
  WrongSetting,
} from './settings.ts'
import { createShop } from './shop.ts'

const secondsToFinish = 5
const checkMilliseconds = 250

try {
  readEnvFiles()
  const address = addressOf(process.env)
  const storeAddress = storeAddressOf(process.env)
  const cacheInCookie = cacheInCookieOf(process.env)
  const format = formatOf(process.env)
  makeUpSecret(process.env, console.error)
  serve(await openSessions(storeAddress, console.error, { cacheInCookie, format }), address)
} catch (error) {
  if (!(error instanceof CoatcheckError) && !(error instanceof WrongSetting)) throw error
  console.error(messageOf(error).replace(/\s+/g, ' '))
  // A store that could not be opened may go on trying for ever.
  process.exit(2)
}

function messageOf(error: Error): string {
  const isWeak = error instanceof CoatcheckError && error.code === 'ERR_SECRET_WEAK'
  return isWeak ? `SECRET_KEY or SECRET_KEY_FALLBACKS: ${error.message}` : error.message
}

function serve(opened: OpenedSessions, { host, port }: Address): void {
  const server = createServer(createShop(opened.sessions))
  const closeSessions = (): void => {
    opened.close().catch((error: Error) => console.error(`SESSION_STORE: ${error.message}`))
  }
  server.once('close', closeSessions)
  server.once('error', (error: NodeJS.ErrnoException) => {
    console.error(
      error.code === 'EADDRINUSE'
        ? `Port ${port} on ${host} is in use; set PORT to another one.`
        : `Cannot listen on ${host}, port ${port}: ${error.message}`,
    )
    process.exitCode = 1
    if (!server.listening) closeSessions()
  })
  server.listen(port, host, () => {
    console.log(`The shop is open: ${urlAt(server.address())}`)
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => close(server))
  }
  if (process.env['npm_lifecycle_event'] === 'start') closeWithParent(server)
}

// Requests that are under way get a moment to finish; a second signal ends the process at once.
function close(server: Server): void {
  server.close()
  inspect.close()
  // Whoever is answered meanwhile keeps the connection open.
  const timer = setInterval(() => server.closeIdleConnections(), checkMilliseconds)
  server.once('close', () => clearInterval(timer))
  setTimeout(() => server.closeAllConnections(), secondsToFinish * 1_000).unref()
}

// npm hands its SIGTERM to the shell between us, which ends without telling its child.
function closeWithParent(server: Server): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    close(server)
  }, checkMilliseconds)
  server.once('close', () => clearInterval(timer))
  timer.unref()
}
