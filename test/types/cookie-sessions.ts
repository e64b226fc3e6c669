/**
 * The types of the package itself, as an app with sessions in cookies sees them. It needs nothing of Node and
 * nothing of the DOM.
 *
 * @module
 */

import {
  CoatcheckError,
  type CookieOptions,
  createSessions,
  type Duration,
  type ErrorCode,
  type Exchange,
  type Flash,
  type Instant,
  type Options,
  optionsFromEnv,
  type RejectionReason,
  type Secrets,
  type Session,
  type SessionEvent,
  type Sessions,
} from 'coatcheck'
import { expectType } from './expect-type.ts'

interface Data {
  userId: number
  username: string
  visits: number
  cart: Record<string, number>
  nickname?: string
  note: string | undefined
}

declare const session: Session<Data>
declare const exchange: Exchange
declare const textOrNothing: string | undefined

// data
expectType<Partial<Data>>()(session.data)
expectType<number | undefined>()(session.data.visits)
session.data.userId = 123
// @ts-expect-error a key that is not in Data
session.data.nonsense
// @ts-expect-error a value of another type
session.data.userId = 'ada'
// @ts-expect-error data as a whole is not replaced
session.data = {}

// get and pop
expectType<number | undefined>()(session.get('visits'))
expectType<number>()(session.get('visits', 0))
expectType<number | null>()(session.get('visits', null))
expectType<string>()(session.get('nickname', ''))
expectType<string>()(session.get('note', ''))
expectType<Record<string, number>>()(session.get('cart', {}))
expectType<number | undefined>()(session.get('cart', {})['7'])
expectType<number | undefined>()(session.pop('userId'))
expectType<number>()(session.pop('userId', 0))
expectType<number | null>()(session.pop('userId', null))
expectType<number | undefined>()(session.pop('cart', {})['7'])
// @ts-expect-error a key that is not in Data
session.get('nonsense')
// @ts-expect-error a key that is not in Data
session.pop('nonsense', 0)

// set, has, delete, setDefault
session.set('visits', 1)
// @ts-expect-error a value of another type
session.set('visits', 'one')
// @ts-expect-error undefined is not a value; delete the key
session.set('nickname', undefined)
// @ts-expect-error a key that is not in Data
session.set('nonsense', 1)
expectType<boolean>()(session.has('visits'))
// @ts-expect-error a key that is not in Data
session.has('nonsense')
expectType<boolean>()(session.delete('visits'))
expectType<Record<string, number>>()(session.setDefault('cart', {}))
// @ts-expect-error a value of another type
session.setDefault('cart', [])

// update
expectType<Promise<number>>()(session.update((data) => (data.visits ?? 0) + 1))
expectType<Promise<void>>()(
  session.update((data) => {
    data.visits = (data.visits ?? 0) + 1
  }),
)
// @ts-expect-error an async function would not be atomic
session.update(async (data) => data.visits)
// @ts-expect-error nor one that returns a promise
session.update(() => Promise.resolve(1))
// @ts-expect-error a key that is not in Data
session.update((data) => data.nonsense)

// the rest of the session
session.flash('Saved')
session.flash('Saved', 'info')
expectType<readonly Flash[]>()(session.takeFlashes())
session.permanent = true
expectType<boolean>()(session.permanent)
expectType<boolean>()(session.isNew)
expectType<string>()(session.handle)
expectType<string | null>()(session.subject)
expectType<Instant>()(session.createdAt)
expectType<number | null>()(session.authenticatedAt)
expectType<Instant>()(session.expiresAt)
session.login(123)
session.login('ada')
// @ts-expect-error who logs in is a text or a number
session.login(null)
expectType<Promise<void>>()(session.logout())
expectType<void>()(session.clear())
expectType<void>()(session.regenerate())
// @ts-expect-error no boolean says what becomes of the data
session.regenerate(true)
expectType<Promise<boolean>>()(session.isLive())
expectType<Partial<Data>>()(session.toJSON())
// @ts-expect-error the handle is not for apps to choose
session.handle = 'mine'
// @ts-expect-error an id is never shown
session.id
// @ts-expect-error commit writes, not the handler
session.save

// sessions
const sessions = createSessions<Data>({ secrets: 'x'.repeat(43) })
expectType<Sessions<Data>>()(sessions)
expectType<Session<Data> | Promise<Session<Data>>>()(sessions.open(exchange))
expectType<undefined | Promise<void>>()(sessions.commit(session, exchange))
// @ts-expect-error without a store nothing can be revoked
sessions.revoke
// @ts-expect-error without a store nothing can be listed
sessions.list

// invariance: neither more nor less than Data will do
declare function takes<T extends object>(sessions: Sessions<T>): void
takes<Data>(sessions)
// @ts-expect-error handlers would read a key that nobody promises
takes<Data & { extra: string }>(sessions)
// @ts-expect-error handlers would write what others do not expect
takes<{ userId: number }>(sessions)
type Wire = { visits: number }
createSessions<Wire>({ secrets: [new Uint8Array(32), 'x'.repeat(43)] })

// secrets and durations
const secrets: Secrets[] = ['a', new Uint8Array(32), ['a', new Uint8Array(32)], ['a'] as const]
const durations: Duration[] = [60, 0.5, '30s', '30m', '1.5h', '7d', '2w']
// @ts-expect-error a unit that does not exist
const years: Duration = '2y'
// @ts-expect-error a unit is missing
const bare: Duration = '30'
// @ts-expect-error a secret is text or bytes
const numeric: Secrets = 1
export const used: readonly unknown[] = [secrets, durations, years, bare, numeric]

// options
const options = {
  secrets: 'x'.repeat(43),
  idleTimeout: undefined,
  absoluteTimeout: '30d',
  touchInterval: 60,
  cookie: { name: undefined, domain: textOrNothing, secure: 'auto', sameSite: 'lax' },
  schema: undefined,
  onEvent: undefined,
  now: () => 0,
} satisfies Options<Data>
createSessions<Data>(options)
createSessions<Data>({
  ...options,
  onEvent: (event) => expectType<SessionEvent>()(event),
})
// @ts-expect-error the secrets are not optional
createSessions<Data>({})
// @ts-expect-error an option that does not exist
createSessions<Data>({ ...options, rolling: true })
// @ts-expect-error an attribute no browser knows
const lacks: CookieOptions = { sameSite: 'Lax' }
// @ts-expect-error times are durations, not dates
createSessions<Data>({ ...options, idleTimeout: new Date() })

// options from the environment
createSessions<Data>(optionsFromEnv())
createSessions<Data>(optionsFromEnv({ cookie: { domain: textOrNothing }, idleTimeout: '1h' }))
createSessions<Data>({ ...optionsFromEnv(), absoluteTimeout: '1d' })
// @ts-expect-error an option that does not exist
optionsFromEnv({ rolling: true })

// events tell themselves apart by their type
export function told(event: SessionEvent): string {
  switch (event.type) {
    case 'rejected':
      expectType<RejectionReason>()(event.reason)
      return event.reason
    case 'committed':
      expectType<number>()(event.cookieBytes)
      return event.change
    default:
      return event.type
  }
}

// errors
const error = new CoatcheckError('ERR_OPTIONS', 'why', { cause: lacks })
expectType<ErrorCode>()(error.code)
expectType<401 | 500 | 503>()(error.status)
// @ts-expect-error a code that does not exist
new CoatcheckError('ERR_WHATEVER', 'why')
