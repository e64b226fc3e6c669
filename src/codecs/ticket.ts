/**
 * The ticket of a session whose data is in a store: `locator ‖ token`, sealed for its cookie.
 *
 * Plaintext, version 1: `flags (1) ‖ locator (16) ‖ token (16) ‖ createdAt (5) ‖ absolute deadline (5)`.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import type { KeyRing } from '../crypto/key-ring.ts'
import { randomBytes } from '../crypto/random-pool.ts'
import { bytesAt, uintAt } from '../encoding/binary-string.ts'
import { idBytes } from '../record.ts'
import { isRejection, type Rejection } from '../rejection.ts'
import type { Instant } from '../time.ts'
import { type Remember, sealedText } from './sealed-text.ts'

/** What a visitor holds. */
export interface Ticket {
  /** 16 random bytes, for the session's life; its SHA-256 is the store's key. */
  readonly locator: Uint8Array
  /** 16 random bytes that `login` and `regenerate` replace; the store holds its SHA-256. */
  readonly token: Uint8Array
  /** When the session began. */
  readonly createdAt: Instant
  /** When the ticket is worthless whatever the store says. */
  readonly absoluteDeadline: Instant
}

/** Tickets ↔ cookie text. */
export interface TicketCodec {
  /** Seals a ticket for a cookie. */
  seal(ticket: Ticket, cookieName: string): string
  /**
   * Gives the ticket, or why not: `malformed`, `unknown-key`, `tampered`. Never throws.
   *
   * @param at what time it is, for those who have asked already
   */
  unseal(text: string, cookieName: string, at?: Instant): UnsealedTicket | Rejection
}

/** A ticket that was sealed by us. */
export interface UnsealedTicket {
  /** The ticket. */
  readonly ticket: Ticket
  /** Whether the newest secret sealed it. */
  readonly isNewest: boolean
}

const instantBytes = 5
const tokenBytes = 16
const ticketBytes = 1 + idBytes + tokenBytes + 2 * instantBytes
const noFlags = 0

/** Makes the codec of tickets. */
export function ticketCodec(ring: KeyRing, remember?: Remember): TicketCodec {
  const texts = sealedText(ring, 'ticket', remember)
  return {
    seal: (ticket, cookieName) => texts.seal(writeTicket(ticket), cookieName),
    unseal(text, cookieName, at) {
      const unsealed = texts.unseal(text, cookieName, at)
      if (isRejection(unsealed)) return unsealed
      const ticket = readTicket(unsealed.plaintext)
      if (ticket === undefined) return { rejected: 'malformed' }
      return { ticket, isNewest: unsealed.isNewest }
    },
  }
}

/** Makes a new token. */
export function newToken(): Uint8Array {
  return randomBytes(tokenBytes)
}

/** Gives the digest under which a token is kept: 32 bytes of SHA-256. */
export function tokenDigest(token: Uint8Array): Uint8Array {
  return createHash('sha256').update(token).digest()
}

function writeTicket({ locator, token, createdAt, absoluteDeadline }: Ticket): Uint8Array {
  const bytes = Buffer.alloc(ticketBytes)
  bytes[0] = noFlags
  bytes.set(locator, 1)
  bytes.set(token, 1 + idBytes)
  bytes.writeUIntBE(createdAt, 1 + idBytes + tokenBytes, instantBytes)
  bytes.writeUIntBE(absoluteDeadline, ticketBytes - instantBytes, instantBytes)
  return bytes
}

function readTicket(plaintext: string): Ticket | undefined {
  if (plaintext.length !== ticketBytes || plaintext.charCodeAt(0) !== noFlags) return undefined
  return {
    locator: bytesAt(plaintext, 1, idBytes),
    token: bytesAt(plaintext, 1 + idBytes, tokenBytes),
    createdAt: uintAt(plaintext, 1 + idBytes + tokenBytes, instantBytes),
    absoluteDeadline: uintAt(plaintext, ticketBytes - instantBytes, instantBytes),
  }
}
