/**
 * A proxy of the test run before a server, which can fall silent: as when a machine or a network is
 * gone without a word, so that connections neither answer nor break.
 *
 * @module
 */

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A proxy that runs. */
export interface SilentProxy extends AsyncDisposable {
  /** Its port on 127.0.0.1. */
  readonly port: number
  /** Forwards nothing any more, neither of the connections there are nor of new ones. */
  fallSilent(): void
  /** Forwards new connections again; those there were stay silent for ever. */
  speakAgain(): void
}

/** Starts a proxy before a port of 127.0.0.1. */
export async function startSilentProxy(serverPort: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>()
  let forwarded: (() => void)[] = []
  let isSilent = false

  function keep(socket: Socket): void {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  }

  const proxy = createServer((here) => {
    keep(here)
    if (isSilent) return
    const there = connect(serverPort, '127.0.0.1')
    keep(there)
    here.pipe(there).pipe(here)
    here.once('close', () => there.destroy())
    there.once('close', () => here.destroy())
    forwarded.push(() => {
      for (const socket of [here, there]) {
        socket.unpipe()
        socket.pause()
      }
      there.removeAllListeners('close')
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')

  return {
    port: address.port,
    fallSilent() {
      isSilent = true
      for (const stop of forwarded) stop()
      forwarded = []
    },
    speakAgain() {
      isSilent = false
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
