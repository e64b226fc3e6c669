/**
 * Sessions whose data is in a store, as one request sees them. The cookie is a ticket.
 *
 * @module
 */

import { cacheHeaders } from './cache-headers.ts'
import { type Change, changeOf, endOf } from './changes.ts'
import { freshOnce } from './content.ts'
import { cookieBytes } from './cookie/set-cookie.ts'
import { type Draft, dropChanges, endDraft, isOver, keepForLater, recordOf } from './draft.ts'
import { replaceData } from './draft-update.ts'
import type { Exchange } from './exchange.ts'
import { touchesOverdue, verdict } from './expiry.ts'
import type { Found } from './found.ts'
import { headersSent } from './guarded-view.ts'
import { isNavigation } from './navigation.ts'
import type { CommitScope, Place } from './place.ts'
import type { SessionRecord } from './record.ts'
import { isRejection, type RejectionReason } from './rejection.ts'
import type { Stored } from './store-found.ts'
import type { Opening } from './store-opening.ts'
import type { StoreParts } from './store-parts.ts'
import { isValidToken } from './store-token.ts'
import { sessionEnded } from './store-write.ts'
import { storedState } from './stored-state.ts'

/** Makes a request's view of the store. */
export function storePlace(parts: StoreParts, opening: Opening): Place {
  const { settings, store, content } = parts
  const { timeouts, now, report } = settings
  const state = storedState(parts, opening)
  let endHasFailed = false
  let hasGone = false

  const reject = (reason: RejectionReason): null => {
    report?.({ type: 'rejected', reason })
    return null
  }

  const recordIn = ({ entry, ticket, key, copy }: Stored): SessionRecord | null => {
    const sealed = copy?.record ?? parts.entries.unseal(entry.value, ticket.locator, key)
    if (isRejection(sealed)) return reject(sealed.rejected)
    const record = { ...sealed, touchedAt: entry.touchedAt }
    const clocks = verdict(record, timeouts, now())
    return clocks === 'live' ? record : reject(clocks)
  }

  const find = (): Found['session'] => {
    const { stored } = opening
    const record = stored === null ? null : recordIn(stored)
    if (stored === null || record === null) return null
    const read = content.read(record)
    if (isRejection(read)) return reject(read.rejected)
    state.begin({ stored, record })
    return { record, data: read.data, baseline: read.baseline, isNewest: stored.isNewest }
  }

  const changeIn = (draft: Draft, scope: CommitScope): Change => {
    const before = state.base()?.record ?? null
    const at = now()
    if (scope === 'ends') return endOf({ before, isOver: isOver(draft, at, content.write) })
    return changeOf({
      before,
      after: recordOf(draft, at, content.write),
      newTicket: draft.newTicket !== undefined,
      touchDue: before !== null && touchesOverdue(before, timeouts, at) >= 1,
    })
  }

  /** What of the draft counts: nothing but an end or a login, where no session could be opened. */
  const scopeOf = (draft: Draft, asked: CommitScope): CommitScope => {
    const isClosed = opening.failure !== undefined || opening.superseded !== null
    const startsAnew =
      draft.hasEnded || (opening.failure === undefined && draft.newTicket === 'login')
    return isClosed && state.base() === null && !startsAnew ? 'ends' : asked
  }

  const carryOut = async (change: Change, draft: Draft, scope: CommitScope): Promise<void> => {
    if (change.kind === 'touch') {
      await state.touch(change.record)
      draft.touchedAt = change.record.touchedAt
    } else if (change.kind === 'end' && draft.hasEnded) {
      await state.end()
    } else if (change.kind === 'end' && scope === 'ends') {
      await state.endEmptied()
    } else {
      await state.write(draft)
    }
  }

  /** After a server error's head: what it dropped must not come back with an update of its body. */
  const drop = (draft: Draft): void => {
    const base = state.base()
    if (base === null || draft.hasEnded) return
    const read = content.read(base.record)
    if (isRejection(read)) return
    dropChanges(draft, base.record)
    replaceData(draft.data, read.data)
  }

  const finish = (change: Change, key: string, draft: Draft, exchange: Exchange): void => {
    const cookies = state.cookies(change.kind, exchange.status() >= 200)
    for (const cookie of cookies) exchange.setCookie(cookie)
    cacheHeaders(exchange, { setsCookie: cookies.length > 0, showsData: opening.stored !== null })
    if (report === undefined) return
    keepForLater(draft, change.kind !== 'end')
    if (change.kind === 'none') return
    const bytes = cookies.map(({ name, value }) => (value === '' ? 0 : cookieBytes(name, value)))
    const sum = bytes.reduce((all, more) => all + more, 0)
    report({ type: 'committed', change: change.kind, handle: key, cookieBytes: sum })
  }

  return {
    timeouts,
    now,
    ring: parts.ring,
    report,
    actsAtOnce: true,

    read(_exchange, purpose) {
      const { failure, hadCookie, form } = opening
      const isBarred = failure !== undefined && settings.onStoreFailure === 'fail'
      if (isBarred && purpose === 'use') throw failure
      return { session: find(), fresh: freshOnce(content), hadCookie, form }
    },

    commit(draft, exchange, asked) {
      // Whoever logs in has to know that they are not logged in.
      const { failure } = opening
      if (failure !== undefined && draft.newTicket === 'login' && asked === 'all') throw failure
      const scope = scopeOf(draft, asked)
      const decided = changeIn(draft, scope)
      const [endKey] = draft.hasEnded ? state.endKeys() : []
      const change: Change =
        decided.kind === 'none' && endKey !== undefined ? { kind: 'end' } : decided
      if (draft.hasEnded) state.ticket.drop()
      const isOutdated = opening.stored?.isNewest === false && isNavigation(exchange)
      if (isOutdated || opening.lacksTicket) state.ticket.resend()
      const key = endKey ?? state.base()?.stored.key ?? ''
      const conclude = (done: Change): void => {
        finish(done, key === '' ? (state.base()?.stored.key ?? '') : key, draft, exchange)
        if (asked === 'ends' && exchange.isGone !== true) drop(draft)
      }
      if (change.kind === 'none') {
        if (state.ticket.isDoubtful()) return state.confirmTicket().then(() => conclude(change))
        conclude(change)
        return undefined
      }
      return carryOut(change, draft, scope)
        .then(state.confirmTicket)
        .then(
          () => conclude(change),
          (error: unknown) => {
            // The first time it makes the answer an error. On that one the deletion goes out anyway.
            if (!endHasFailed || change.kind !== 'end') {
              endHasFailed = draft.hasEnded || change.kind === 'end'
              throw error
            }
            conclude({ kind: 'none' })
          },
        )
    },

    async update(draft, fn, head) {
      if (opening.failure !== undefined) throw opening.failure
      if (scopeOf(draft, 'all') === 'ends') throw sessionEnded()
      if (head === 'sent' && state.base() === null) throw headersSent('session.update()')
      const result = await state.write(draft, fn)
      if (head === 'sent') keepForLater(draft, true)
      return result
    },

    async end(draft) {
      await state.end()
      hasGone = true
      endDraft(draft, now())
      keepForLater(draft, false)
    },

    async isLive() {
      const base = state.base()
      if (hasGone) return false
      if (base === null) return opening.superseded === null && opening.failure === undefined
      const { key, head, ticket } = base.stored
      const entry = await store.load(key, now())
      const found = entry === null ? null : parts.entries.readHead(entry.value)
      return (
        found !== null &&
        !isRejection(found) &&
        found.generation === head.generation &&
        found.epoch >= (await parts.epochs.known()) &&
        isValidToken(found, parts.ticketDigests.token(ticket.token), now())
      )
    },

    excuse: state.excuse,
  }
}
