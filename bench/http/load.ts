/**
 * Visitors who ask a server as fast as it answers, each with a session of its own: on plain sockets,
 * so that asking costs less than answering.
 *
 * @module
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Act } from '../contender.ts'
import { cookieAfter } from '../cookie-jar.ts'

/** What came of a slice of time. */
export interface Slice {
  readonly requests: number
  /** How long it took, in milliseconds. */
  readonly milliseconds: number
  /** How long each answer took, in milliseconds. */
  readonly waits: readonly number[]
}

/** Visitors of one server. */
export interface Visitors extends Disposable {
  /** Asks for so many milliseconds, and then until every answer is there. */
  ask(act: Act, milliseconds: number): Promise<Slice>
}

const connections = 16

/** Gives visitors of a server, each with a cookie. */
export function visitorsOf(port: number, cookies: readonly string[]): Visitors {
  const share = Math.ceil(cookies.length / connections)
  // No visitor has two requests at a time: which of two changes comes last is not asked here.
  const lines = Array.from({ length: connections }, (_, at) =>
    lineOf(port, cookies.slice(at * share, (at + 1) * share)),
  )
  return {
    async ask(act, milliseconds) {
      const waits: number[] = []
      const start = performance.now()
      await Promise.all(lines.map((line) => line.ask(act, start + milliseconds, waits)))
      return { requests: waits.length, milliseconds: performance.now() - start, waits }
    },
    [Symbol.dispose]() {
      for (const line of lines) line.end()
    },
  }
}

interface Line {
  ask(act: Act, until: number, waits: number[]): Promise<void>
  end(): void
}

function lineOf(port: number, given: readonly string[]): Line {
  const cookies = [...given]
  let socket: Socket | undefined
  let received = ''
  let next = 0
  let answered: (answer: string) => void = () => {}
  let failed: (error: Error) => void = () => {}

  async function connected(): Promise<Socket> {
    // A server hangs up on who was silent for long.
    if (socket !== undefined && !socket.destroyed && socket.writable) return socket
    const made = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(made, 'connect')
    received = ''
    made.on('error', (error) => failed(error))
    made.on('close', () => failed(new Error('the server hung up')))
    made.on('data', (chunk) => {
      received += chunk.toString('latin1')
      const end = lengthOfAnswer(received)
      if (end === undefined) return
      const answer = received.slice(0, end)
      received = received.slice(end)
      answered(answer)
    })
    socket = made
    return made
  }

  return {
    end: () => void socket?.destroy(),
    async ask(act, until, waits) {
      const line = await connected()
      await new Promise<void>((resolve, reject) => {
        failed = reject
        let sent = 0
        const send = (): void => {
          next = next + 1 < cookies.length ? next + 1 : 0
          sent = performance.now()
          line.write(
            `GET /${act} HTTP/1.1\r\nHost: shop.example\r\nCookie: ${cookies[next]}\r\n\r\n`,
            'latin1',
          )
        }
        answered = (answer) => {
          const now = performance.now()
          waits.push(now - sent)
          if (!answer.startsWith('HTTP/1.1 200')) reject(new Error(answer.slice(0, 200)))
          const lines = setCookies(answer)
          if (lines.length > 0) cookies[next] = cookieAfter(cookies[next], lines) ?? ''
          if (now < until) send()
          else resolve()
        }
        send()
      })
    },
  }
}

// What the servers send: a head, and a body with its length or in chunks.
function lengthOfAnswer(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head)) ?? []
  if (length !== undefined) {
    const end = head + 4 + Number(length)
    return text.length >= end ? end : undefined
  }
  const end = text.indexOf('\r\n0\r\n\r\n', head)
  return end < 0 ? undefined : end + 7
}

function setCookies(answer: string): readonly string[] {
  if (!/\r\nset-cookie:/i.test(answer)) return []
  return [...answer.matchAll(/\r\nset-cookie: *([^\r]*)/gi)].map(([, line = '']) => line)
}
