/** Node's own servers answer in every way, over sessions that commit at once and after a while. */

import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { Sessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'
import { describe, expect, it } from 'vitest'
import { bigBody, onHttp2, type Way, ways } from './answers.ts'
import { expectQuietProcess } from './process-errors.ts'
import {
  cookieHeader,
  counted,
  delayed,
  openedLate,
  realSessions,
  sessionCookies,
  storedSessions,
} from './real-sessions.ts'
import {
  type Answer,
  listening,
  type Sending,
  type Serving,
  selfSigned,
  send,
  sendHttp2,
  signal,
} from './servers.ts'

const tls = selfSigned()

type Serve = (sessions: Sessions, way: Way, headArrived: Promise<void>) => Promise<Serving>
type Send = (origin: string, path: string, sending: Sending) => Promise<Answer>

interface Kind {
  readonly name: string
  readonly serve: Serve
  readonly send: Send
}

const kinds: readonly Kind[] = [
  {
    name: 'node:http',
    send,
    serve: (sessions, way, headArrived) =>
      listening(
        createServer(
          withSession(sessions, (_req, res, session) => {
            session.set('visits', session.get('visits', 0) + 1)
            return way.answer(res, headArrived)
          }),
        ),
        'http',
      ),
  },
  {
    name: 'node:http2',
    send: sendHttp2,
    serve: (sessions, way, headArrived) =>
      listening(
        createSecureServer(
          tls,
          withSession(sessions, (_req, res, session) => {
            session.set('visits', session.get('visits', 0) + 1)
            return onHttp2(way)(res, headArrived)
          }),
        ),
        'https',
      ),
  },
]

const modes: Readonly<Record<string, () => Sessions>> = {
  'committing at once': () => realSessions(),
  'committing after a while': () => delayed(realSessions()),
  'opening and committing after a while': () => openedLate(delayed(realSessions())),
  'kept in a store': () => storedSessions(),
}

for (const kind of kinds) {
  for (const [mode, make] of Object.entries(modes)) {
    describe(`${kind.name}, ${mode}`, () => {
      expectQuietProcess()

      for (const way of ways) {
        it(`sends the session and the whole answer: ${way.name}`, async () => {
          const real = counted(make())
          const arrived = signal()
          await using server = await kind.serve(real.sessions, way, arrived.given)
          const visit = (headers: Record<string, string>): Promise<Answer> =>
            kind.send(server.origin, '/page', { method: way.method, headers, onHead: arrived.give })

          const answer = await visit({})
          expect(answer.status).toBe(way.status ?? 200)
          expect(answer.body.equals(Buffer.from(way.body ?? ''))).toBe(true)
          expect(sessionCookies(answer.setCookies)).toHaveLength(1)
          const others = answer.setCookies.filter((line) => !sessionCookies([line]).length)
          expect(others).toEqual(way.cookies ?? [])
          expect(real.statuses).toEqual([way.status ?? 200])
          if (way.body === bigBody) return

          const second = await visit({ cookie: cookieHeader(answer.setCookies) })
          expect(second.body.equals(answer.body)).toBe(true)
          // A ticket stays what it is.
          const sent = mode === 'kept in a store' ? 0 : 1
          expect(sessionCookies(second.setCookies)).toHaveLength(sent)
        })
      }
    })
  }
}
