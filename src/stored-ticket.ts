/**
 * What an answer has to do to the visitor's ticket, and whether it still may: an older ticket must
 * never overwrite a newer one.
 *
 * @module
 */

import { isRejection } from './rejection.ts'
import type { Stored } from './store-found.ts'
import type { StoreParts } from './store-parts.ts'

/** What is to be done to a ticket. */
export type TicketDuty = 'send' | 'delete'

/** What one answer has to do. */
export interface DueTicket {
  /** The duty, or `undefined`. */
  duty(): TicketDuty | undefined
  /** Makes it this. */
  become(duty: TicketDuty): void
  /** Deletes the ticket, unless something else is due. */
  drop(): void
  /** Sends the ticket again, under the newest secret, unless something else is due. */
  resend(): void
  /** Remembers what the last write means for a ticket that is to be sent. */
  wrote(by: 'commit' | 'update'): void
  /** Whether others have had time to replace the ticket that is to be sent. */
  isDoubtful(): boolean
  /**
   * Asks the store once more, and sends nothing where the ticket was replaced or its session ended.
   *
   * @returns the session as it is now
   */
  confirm(stored: Stored): Promise<Stored>
}

/** Begins with nothing due. */
export function dueTicket({ store, entries, settings }: StoreParts): DueTicket {
  let duty: TicketDuty | undefined
  let doubt: 'resent' | 'updated' | undefined

  /** What is known of the ticket where the store cannot be asked. */
  const unconfirmed = (stored: Stored): Stored => {
    // The visitor's own ticket is good as it is; one that an update has written has to go out.
    if (doubt === 'resent') duty = undefined
    return stored
  }

  return {
    duty: () => duty,
    become(next) {
      duty = next
      doubt = undefined
    },
    drop() {
      duty ??= 'delete'
    },
    resend() {
      if (duty !== undefined) return
      duty = 'send'
      doubt = 'resent'
    },
    wrote(by) {
      // What an update writes is sent with the answer, however long the handler goes on.
      doubt = by === 'update' && duty === 'send' ? 'updated' : undefined
    },
    isDoubtful: () => doubt !== undefined,

    async confirm(stored) {
      try {
        const entry = await store.load(stored.key, settings.now())
        const head = entry === null ? null : entries.readHead(entry.value)
        if (head !== null && !isRejection(head) && head.generation === stored.head.generation) {
          // What is sent with the ticket is what this request wrote, and no newer.
          return { ...stored, head: { ...head, counter: stored.head.counter } }
        }
        duty = undefined
        return { ...stored, needsCopy: false }
      } catch {
        return unconfirmed(stored)
      } finally {
        doubt = undefined
      }
    },
  }
}
