/**
 * What one `sessions` with a store owns: its store, codecs, turns and what it knows of the epoch.
 *
 * @module
 */

import { type CopyCodec, copyCodec } from './codecs/copy.ts'
import { type EntryCodec, entryCodec } from './codecs/entry.ts'
import { type TicketCodec, ticketCodec } from './codecs/ticket.ts'
import { type Content, contentWith } from './content.ts'
import type { CookieFormFor } from './cookie-choice.ts'
import type { KeyRing } from './crypto/key-ring.ts'
import { type EpochWatch, epochWatch } from './epoch-watch.ts'
import type { Settings } from './settings.ts'
import type { Store } from './store.ts'
import { type TicketDigests, ticketDigests } from './store-digests.ts'
import { type OwnRevocations, ownRevocations } from './store-own-revocations.ts'
import { recentEntries } from './store-recent-entries.ts'
import { recentKeys } from './store-recent-keys.ts'
import { noRechecks, type Rechecks, storeRechecks } from './store-rechecks.ts'
import { sessionTurns, type Turns } from './turns.ts'
import { verifiedCookies } from './verified-cookies.ts'

/** The parts that all requests of one `sessions` share. */
export interface StoreParts {
  /** What the app chose. */
  readonly settings: Settings
  /** Where entries are kept. */
  readonly store: Store
  /** Tickets ↔ cookie text. */
  readonly tickets: TicketCodec
  /** Copies ↔ cookie text. */
  readonly copies: CopyCodec
  /** Entries ↔ the store's opaque value. */
  readonly entries: EntryCodec
  /** Reads and writes data. */
  readonly content: Content
  /** Chooses the form of the cookie. */
  readonly formFor: CookieFormFor
  /** Makes writers of one session take turns. */
  readonly turns: Turns
  /** Knows which copies need not be compared with the store. */
  readonly rechecks: Rechecks
  /** Knows the store's epoch. */
  readonly epochs: EpochWatch
  /** Knows the revocations that this process made. */
  readonly revocations: OwnRevocations
  /** The app's secrets. */
  readonly ring: KeyRing
  /** Gives the digests of what was in a ticket. */
  readonly ticketDigests: TicketDigests
  /** Gives a subject's digests under every secret, newest first. */
  readonly digests: (subject: string) => readonly string[]
}

/** Makes the parts. */
export function storeParts(
  settings: Settings,
  store: Store,
  ring: KeyRing,
  formFor: CookieFormFor,
): StoreParts {
  const remember = verifiedCookies(settings.now)
  return {
    settings,
    store,
    tickets: ticketCodec(ring, remember),
    copies: copyCodec(ring, remember),
    entries: recentEntries(entryCodec(recentKeys(ring, settings.now)), settings.now),
    content: contentWith(settings.validate),
    formFor,
    turns: sessionTurns(),
    rechecks: settings.cacheInCookie
      ? storeRechecks(settings.recheckInterval, settings.now)
      : noRechecks,
    epochs: epochWatch(store, settings.recheckInterval, settings.now),
    revocations: ownRevocations(),
    ring,
    ticketDigests: ticketDigests(settings.now),
    digests: ring.digests,
  }
}
