/**
 * The sessions of a subject: listed for the page, and revoked by its form.
 *
 * @module
 */

import { protectFromCrossSite } from '../guards/cross-site.ts'
import type { Guard } from '../guards/guard.ts'
import type { SessionList, StoredSessions } from '../stored-sessions.ts'
import { type FormBody, formOf } from './form-body.ts'
import { sentence } from './page-headers.ts'
import { guardedSessionOf, type Sight } from './sight.ts'
import type { SubjectSessions } from './subject-view.ts'

/** The verbs of sessions in a store that the inspector uses. */
export interface StoreVerbs {
  /** Lists a subject's sessions, from where a page before ended. */
  list(subject: string, after: string | undefined): Promise<SessionList>
  /** Ends one session of a subject, and says whether it was live. */
  revoke(handle: string, subject: string): Promise<boolean>
  /** Ends all sessions of a subject but the visitor's own, and says how many. */
  revokeOthers(subject: string): Promise<number>
}

/** What a request may do with the sessions of a subject. */
export interface Revoking {
  /** What is seen of the visitor's session. */
  readonly sight: Sight
  /** Whether the visitor is trusted with the sessions of others. */
  readonly mayLookUp: boolean
  /** Says whether a text is a token of the visitor's. */
  readonly isToken: (token: string) => boolean
}

const pageLimit = 50
const maxSubjectLength = 512

/** Gives the verbs of an app's sessions. */
export function verbsOf<Data extends object>(
  sessions: StoredSessions<Data>,
  session: Parameters<StoredSessions<Data>['commit']>[0],
): StoreVerbs {
  return {
    list: (subject, after) => sessions.list(subject, { limit: pageLimit, after }),
    revoke: (handle, subject) => sessions.revoke(handle, { subject }),
    revokeOthers: (subject) => sessions.revokeAll(subject, { except: session }),
  }
}

/** Finds out what the page shows of a subject's sessions. */
export async function subjectSessions(
  verbs: StoreVerbs,
  query: URLSearchParams,
  { sight, mayLookUp }: Omit<Revoking, 'isToken'>,
): Promise<SubjectSessions> {
  const own = sight.record?.subject ?? undefined
  const asked = query.get('subject')?.slice(0, maxSubjectLength) || undefined
  const subject = mayLookUp ? (asked ?? own) : own
  const { now, handle } = sight
  const isOwn = subject === own
  const known = { subject, isOwn, mayLookUp, mayRevoke: sight.record !== null, own: handle, now }
  if (subject === undefined) return { ...known, list: undefined }
  try {
    const after = query.get('after') ?? undefined
    return { ...known, list: await verbs.list(subject, after) }
  } catch {
    return { ...known, list: 'unreadable' }
  }
}

const guardForm: Guard = protectFromCrossSite()

/** What a form wanted, as a code in the address of the page it leads to. */
const outcomes: Readonly<Record<string, string>> = {
  revoked: 'That session is revoked.',
  over: 'That session was over.',
  others: 'All other sessions are revoked.',
}

/** Gives the sentence for a code; `undefined` for any other text. */
export function outcomeOf(code: string | null): string | undefined {
  return code !== null && Object.hasOwn(outcomes, code) ? outcomes[code] : undefined
}

/** Answers the form that revokes. */
export async function revoke(
  verbs: StoreVerbs,
  request: {
    readonly method: string
    readonly url: string
    readonly body: FormBody
    readonly header: (name: string) => string | undefined
  },
  { sight, mayLookUp, isToken }: Revoking,
): Promise<Response> {
  const { method, url, header } = request
  const decision = guardForm({ session: guardedSessionOf(sight), method, url, header })
  if (decision?.type === 'refuse') return sentence(403, 'Refused: another site sent this form.')
  const fields = await formOf(request.body)
  if (fields === undefined) return sentence(413, 'Refused: the form is too long.')
  if (!isToken(fields.get('token') ?? '')) {
    return sentence(
      403,
      'Refused: the page is out of date. Load it again, and repeat what you did.',
    )
  }
  const own = sight.record?.subject ?? undefined
  const subject = spelledOut(fields.get('subject') ?? '') || own
  if (subject === undefined || subject.length > maxSubjectLength)
    return sentence(400, 'Bad request')
  if (subject !== own && !mayLookUp) return sentence(403, 'Refused: that is not your session.')
  const handle = fields.get('handle') ?? ''
  const isOthers = handle === 'others' && subject === own
  const code = await outcomeCode(verbs, isOthers ? undefined : handle, subject)
  const target = new URLSearchParams(subject === own ? { done: code } : { subject, done: code })
  return new Response(null, {
    status: 303,
    headers: { Location: `?${target}`, 'Cache-Control': 'no-store' },
  })
}

function spelledOut(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

async function outcomeCode(
  verbs: StoreVerbs,
  handle: string | undefined,
  subject: string,
): Promise<string> {
  if (handle !== undefined) return (await verbs.revoke(handle, subject)) ? 'revoked' : 'over'
  await verbs.revokeOthers(subject)
  return 'others'
}
