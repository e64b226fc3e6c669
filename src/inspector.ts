/**
 * A page that shows a developer the session at hand: its data, its cookie byte by byte, its clocks,
 * why a cookie was refused, and events as they happen.
 *
 * @module
 */

import type { EventListener, SessionEvent } from './events.ts'
import type { Guard } from './guards/guard.ts'
import { isOff, offAnswer } from './inspector/access.ts'
import { desk } from './inspector/desk.ts'
import { eventLog } from './inspector/event-log.ts'
import { eventStreams } from './inspector/event-stream.ts'
import { eventFrame } from './inspector/event-view.ts'
import { bodyOf, type FormBody } from './inspector/form-body.ts'
import {
  type InspectedRequest,
  type InspectedResponse,
  nodeBody,
  sendAnswer,
} from './inspector/node-answer.ts'
import { verbsOf } from './inspector/revoking.ts'
import { type Hear, openedState } from './inspector/sight.ts'
import type { Session } from './session.ts'
import type { SessionData } from './session-data.ts'
import type { Sessions, StoredSessions } from './sessions.ts'

export type { InspectedRequest, InspectedResponse }

/** What may be chosen about an inspector. */
export interface InspectorOptions {
  /**
   * Who may look; all of them are asked about every request (default: everybody in development,
   * nobody where `NODE_ENV` is `production` or there is no environment to ask).
   */
  readonly guard?: Guard | readonly Guard[] | undefined
}

/** An inspector: what hears the events of an app's sessions, and what shows them. */
export interface Inspector {
  /**
   * Hears the events; give it to `createSessions` as `onEvent`, or call it from yours. `undefined`
   * where the inspector is off, so that no event is made for it.
   */
  readonly onEvent: EventListener | undefined
  /**
   * Makes a handler for a `Request` and the session that an adapter opened for it: Hono, Next, Bun,
   * Deno, Workers and others.
   */
  web<Data extends object>(
    sessions: Sessions<Data> | StoredSessions<Data>,
  ): (request: Request, session: Session<Data>) => Promise<Response>
  /** Makes a handler for `node:http` and its kin, behind `withSession` of `coatcheck/adapters/node`. */
  node<Data extends object>(
    sessions: Sessions<Data> | StoredSessions<Data>,
  ): (req: InspectedRequest, res: InspectedResponse, session: Session<Data>) => Promise<void>
  /** Makes a middleware for Express, behind `expressSession`. Whatever reaches it is answered. */
  express(
    sessions: Sessions<SessionData> | StoredSessions<SessionData>,
  ): (
    req: InspectedRequest & { readonly session?: Session<SessionData> },
    res: InspectedResponse,
    next: (error?: unknown) => void,
  ) => void
  /** Ends the streams of events, so that a server that closes need not wait for them. */
  close(): void
}

/**
 * Makes an inspector, to be mounted at a path of its own. It answers in development only, unless a
 * guard says who may look; in production without one every answer is a 404, said once on the console.
 *
 * Looking at a session is no use of it: nothing is renewed, written or sent. No session id, ticket or
 * cookie value is ever shown, and texts under keys that sound like secrets are hidden. Events are those
 * of this process, the last 200.
 *
 * With a store the visitor's own sessions are listed and can be revoked; those of other subjects too
 * when a guard let the request through, or it comes from a browser on this machine.
 *
 * @throws {CoatcheckError} `ERR_NO_SESSION` (in a request) where no adapter opened a session
 *
 * @example
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { expressSession } from 'coatcheck/adapters/express'
 * import { inspector } from 'coatcheck/inspector'
 *
 * const inspect = inspector()
 * const sessions = createSessions({ ...optionsFromEnv(), onEvent: inspect.onEvent })
 *
 * app.use(expressSession(sessions))
 * app.use('/coatcheck', inspect.express(sessions))
 */
export function inspector(options: InspectorOptions = {}): Inspector {
  const { guard = [] } = options
  const guards: readonly Guard[] = typeof guard === 'function' ? [guard] : guard
  const log = eventLog()
  const streams = eventStreams(log, eventFrame)
  let ear: SessionEvent[] | undefined

  // Reading reports at once or not at all, so what is heard meanwhile is about this one session.
  const hear: Hear = (run) => {
    const heard: SessionEvent[] = []
    ear = heard
    try {
      return { result: run(), heard }
    } finally {
      ear = undefined
    }
  }
  const off = isOff(guards) ? offAnswer() : undefined
  const respond = desk({ off, guards, log, streams, hear })

  const take = (event: SessionEvent): void => {
    if (ear === undefined) log.add(event)
    else ear.push(event)
  }

  const answerTo = <Data extends object>(
    sessions: Sessions<Data> | StoredSessions<Data>,
    session: Session<Data> | undefined,
    request: { readonly method: string; readonly body: FormBody },
  ): Promise<Response> => {
    const state = openedState(session)
    const isStored = 'list' in sessions && session !== undefined
    const verbs = isStored ? verbsOf(sessions, session) : undefined
    return respond({ ...request, session: session ?? {}, state, verbs })
  }

  return {
    onEvent: off === undefined ? take : undefined,
    web: (sessions) => async (request, session) => {
      const method = request.method.toUpperCase()
      return answerTo(sessions, session, { method, body: bodyOf(request.body) })
    },
    node: (sessions) => async (req, res, session) => {
      const request = { method: req.method ?? 'GET', body: nodeBody(req) }
      await sendAnswer(await answerTo(sessions, session, request), req, res)
    },
    express: (sessions) => (req, res, next) => {
      const answered = async (): Promise<void> => {
        const request = { method: req.method ?? 'GET', body: nodeBody(req) }
        await sendAnswer(await answerTo(sessions, req.session, request), req, res)
      }
      answered().catch(next)
    },
    close: streams.close,
  }
}
