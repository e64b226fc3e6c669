/**
 * One real request that may be stopped in the middle of its handler.
 *
 * @module
 */

import type { Session, StoredSessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { act, type Data, type Observed, sight } from './model-acts.ts'
import type { RequestStep } from './model-steps.ts'

/** An answer. */
export interface Answer {
  readonly status: number
  /** The cookie it sets, `'deletion'`, or `undefined`. */
  readonly cookie: string | undefined
}

/** A request under way. */
export interface Going {
  /** What its handler saw since it was last asked. */
  take(): readonly Observed[]
  /** The handle of its session, as its handler last saw it. */
  handle(): string | undefined
  /** Lets it go on, and gives its answer. */
  finish(): Promise<Answer>
}

/**
 * Sends a request; resolves when its handler waits, or it was answered.
 *
 * @param number gives a number nobody has had before
 */
export async function sendRequest(
  sessions: StoredSessions<Data>,
  cookie: string | undefined,
  asked: RequestStep,
  number: () => number,
): Promise<Going> {
  const seen: Observed[] = []
  let handle: string | undefined
  let release = (): void => {}
  let goOn = (): void => {}
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const isWaiting = new Promise<void>((resolve) => {
    release = resolve
  })
  const see = (session: Session<Data>, result?: unknown): void => {
    seen.push(sight(session, result))
    handle = session.handle
  }
  const app = withSession<Data>(
    sessions,
    async (_request, session) => {
      see(session)
      for (const op of asked.before) see(session, await act(sessions, session, op, number))
      release()
      await mayGoOn
      for (const op of asked.after) see(session, await act(sessions, session, op, number))
      return new Response(null, { status: asked.status })
    },
    { onError: (error) => new Response(null, { status: statusOf(error) }) },
  )
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const headers: Record<string, string> = {
    ...(cookie === undefined ? {} : { cookie }),
    ...(asked.isNavigation ? navigation : {}),
  }
  const answered = app(new Request('https://shop.example/', { headers }))
  await Promise.race([isWaiting, answered])
  return {
    take: () => seen.splice(0),
    handle: () => handle,
    async finish() {
      goOn()
      const { status, headers } = await answered
      return { status, cookie: cookieIn(headers.getSetCookie()) }
    },
  }
}

function cookieIn(lines: readonly string[]): string | undefined {
  const [pair] = (lines[0] ?? '').split(';')
  if (pair === undefined || pair === '') return undefined
  return pair.endsWith('=') ? 'deletion' : pair
}

function statusOf(error: unknown): number {
  const status = Object(error).status
  if (status !== 401) throw error
  return 401
}
