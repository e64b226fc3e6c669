/**
 * Answers the inspector's requests: one path, and what is wanted of it in the query.
 *
 * @module
 */

import { randomBytes } from '../crypto/random-pool.ts'
import { toBase64url } from '../encoding/base64url.ts'
import type { Guard, GuardedSession } from '../guards/guard.ts'
import type { SessionState } from '../session-state.ts'
import { ringOf } from '../sessions-ring.ts'
import { accessOf } from './access.ts'
import type { EventLog } from './event-log.ts'
import type { EventStreams } from './event-stream.ts'
import type { FormBody } from './form-body.ts'
import { formToken, isFormToken } from './form-token.ts'
import { page } from './page.ts'
import { answer, sentence } from './page-headers.ts'
import { pageScript } from './page-script.ts'
import { pageStyle } from './page-style.ts'
import { outcomeOf, revoke, type StoreVerbs, subjectSessions } from './revoking.ts'
import { guardedSessionOf, type Hear, type Sight, sightOf } from './sight.ts'

/** A request to the inspector. */
export interface Call {
  /** The method, in upper case. */
  readonly method: string
  /** The body, for forms. */
  readonly body: FormBody
  /** The visitor's session, as the adapter opened it. */
  readonly session: object
  /** Its inside. */
  readonly state: SessionState
  /** The verbs of the store, where there is one. */
  readonly verbs: StoreVerbs | undefined
}

/** What a desk works with. */
export interface DeskParts {
  /** Answers in place of everything else where the inspector is off. */
  readonly off: (() => Response) | undefined
  /** Who may look. */
  readonly guards: readonly Guard[]
  /** The events of this process. */
  readonly log: EventLog
  /** The open streams of events. */
  readonly streams: EventStreams
  /** Collects what reading a session reports. */
  readonly hear: Hear
}

const nonceBytes = 18

/** Makes what answers. */
export function desk({
  off,
  guards,
  log,
  streams,
  hear,
}: DeskParts): (call: Call) => Promise<Response> {
  const showPage = async (call: Call, sight: Sight, mayLookUp: boolean): Promise<Response> => {
    const { verbs, session } = call
    const { url } = call.state.exchange
    const query = queryOf(url)
    const subject =
      verbs === undefined ? undefined : await subjectSessions(verbs, query, { sight, mayLookUp })
    const token = subject === undefined ? undefined : formToken(ringOf(session), sight)
    const nonce = toBase64url(randomBytes(nonceBytes))
    const outcome = outcomeOf(query.get('done'))
    const text = page({ sight, url, log, subject, token, outcome, nonce })
    const status = sight.failure === undefined ? 200 : 503
    return answer(text, { status, type: 'text/html; charset=utf-8', nonce })
  }

  const showEvents = ({ exchange }: SessionState): Response => {
    const known = exchange.header('last-event-id') ?? queryOf(exchange.url).get('after')
    const newest = log.recent().at(-1)?.number ?? 0
    const after = Number(known)
    // A number of another process, or of this one before it was started again, says nothing.
    const stream = streams.open(after >= 0 && after <= newest ? after : 0)
    if (stream === undefined) return sentence(503, 'Too many are watching.')
    return answer(stream, { status: 200, type: 'text/event-stream; charset=utf-8' })
  }

  const respond = async (call: Call, look: () => Sight, mayLookUp: boolean): Promise<Response> => {
    const { method, session, verbs, state, body } = call
    const { url } = state.exchange
    const view = queryOf(url).get('view')
    if (view === 'revoke' && method === 'POST' && verbs !== undefined) {
      const sight = look()
      const isToken = (token: string): boolean => isFormToken(ringOf(session), sight, token)
      const header = (name: string): string | undefined => state.exchange.header(name)
      return revoke(verbs, { method, url, body, header }, { sight, mayLookUp, isToken })
    }
    if (method !== 'GET' && method !== 'HEAD') return notAllowed()
    switch (view) {
      case null:
        return showPage(call, look(), mayLookUp)
      case 'style':
        return answer(pageStyle, { status: 200, type: 'text/css; charset=utf-8' })
      case 'script':
        return answer(pageScript, { status: 200, type: 'text/javascript; charset=utf-8' })
      case 'events':
        return method === 'HEAD' ? notAllowed() : showEvents(state)
      default:
        return sentence(404, 'Not found')
    }
  }

  return async (call) => {
    if (off !== undefined) return off()
    const { method, state } = call
    const { exchange } = state
    let sight: Sight | undefined
    const look = (): Sight => {
      sight ??= sightOf(state, hear)
      return sight
    }
    const session = (): GuardedSession => guardedSessionOf(look())
    const access = accessOf(guards, { method, exchange, session })
    const given = access.refusal ?? (await respond(call, look, access.mayLookUp))
    for (const [name, value] of access.added) {
      if (/^vary$/i.test(name)) given.headers.append(name, value)
      else if (!given.headers.has(name)) given.headers.set(name, value)
    }
    return given
  }
}

function queryOf(url: string): URLSearchParams {
  return URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams()
}

function notAllowed(): Response {
  const refused = sentence(405, 'Method not allowed')
  refused.headers.set('Allow', 'GET')
  return refused
}
