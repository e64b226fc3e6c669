/**
 * The types of sessions with a store: what a store adds, and what nothing else has.
 *
 * @module
 */

import {
  createSessions,
  type NoStore,
  type Options,
  type SessionInfo,
  type SessionList,
  type Sessions,
  type Store,
  type StoredSessions,
} from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { type OpenedStore, openStore } from 'coatcheck/stores/open'
import { type StoreRule, storeContract } from 'coatcheck/testing'
import { expectType } from './expect-type.ts'

interface Data {
  userId: number
  cart: Record<string, number>
}

declare const secrets: string
declare const maybe: Store | undefined
declare const options: Options<Data>

// What a store adds is there with a store, and nowhere else.
const stored = createSessions<Data>({ secrets, store: memoryStore() })
expectType<StoredSessions<Data>>()(stored)
expectType<Promise<SessionList>>()(stored.list('ada'))
expectType<Promise<SessionList>>()(stored.list(7, { limit: 10, after: undefined }))
expectType<Promise<boolean>>()(stored.revoke('handle', { subject: 'ada' }))
expectType<Promise<number>>()(stored.revokeAll('ada'))
expectType<Promise<void>>()(stored.revokeEveryone())
expectType<Promise<number>>()(stored.sweep())
// @ts-expect-error the owner is part of the call
stored.revoke('handle')
// @ts-expect-error a subject is text or a number
stored.list({ id: 7 })

const sealed = createSessions<Data>({ secrets })
expectType<Sessions<Data>>()(sealed)
// @ts-expect-error nothing can revoke a session that lives in its cookie
sealed.revoke('handle', { subject: 'ada' })
// @ts-expect-error nor list it
sealed.list('ada')

// A store chosen at run time: both are possible until asked.
const either = createSessions<Data>({ secrets, store: maybe })
expectType<Sessions<Data> | StoredSessions<Data>>()(either)
expectType<Sessions<Data> | StoredSessions<Data>>()(createSessions(options))
if ('list' in either) expectType<Promise<SessionList>>()(either.list('ada'))
// @ts-expect-error not before it is known
either.list('ada')

// The session that goes on is one of these sessions.
declare const session: Awaited<ReturnType<typeof stored.open>>
stored.revokeAll('ada', { except: session })
declare const foreign: Awaited<ReturnType<Sessions<{ other: string }>['open']>>
// @ts-expect-error sessions of other data
stored.revokeAll('ada', { except: foreign })

// Options that need a store, without one.
declare const noStore: NoStore
expectType<undefined>()(noStore.store)
// A store's sessions go wherever sessions go, and the data has to be the same.
expectType<Sessions<Data>>()(stored satisfies Sessions<Data> as Sessions<Data>)
// @ts-expect-error invariant
const other: StoredSessions<{ userId: number }> = stored
void other

// The rest of the surface.
declare const info: SessionInfo
expectType<number>()(info.lastSeenAt)
expectType<Promise<OpenedStore>>()(openStore('memory:'))
expectType<readonly StoreRule[]>()(storeContract)
