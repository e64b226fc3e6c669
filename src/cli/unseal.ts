/**
 * `coatcheck unseal`: shows what a cookie holds and what its clocks say, or why it is refused.
 *
 * @module
 */

import type { CommandDef } from 'citty'
import { sealedCodec } from '../codecs/sealed.ts'
import { ticketCodec } from '../codecs/ticket.ts'
import { type KeyRing, keyRing } from '../crypto/key-ring.ts'
import { handleOf } from '../draft.ts'
import type { Timeouts } from '../expiry.ts'
import { isRejection, type RejectionReason } from '../rejection.ts'
import { type Settings, settingsOf } from '../settings.ts'
import { systemClock } from '../time.ts'
import { type Finding, findingText, plainJson, recordFinding } from './finding.ts'
import { storeArgument, withNamedStore } from './named-store.ts'
import { optionsOf, secretFileArgument } from './secrets-source.ts'
import { wordOrInput } from './standard-input.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { type FoundTicket, ticketFinding } from './unseal-ticket.ts'

/** Makes the verb. Ends with 1 when the cookie is refused or over. */
export function unseal(terminal: Terminal): CommandDef {
  return {
    meta: { name: 'unseal', description: 'Show what a cookie holds, or why it is refused' },
    args: {
      cookie: {
        type: 'positional',
        description: 'Its value, or name=value; - reads it from standard input',
      },
      store: { ...storeArgument, description: 'Show also what a ticket opens in this store' },
      'secret-file': secretFileArgument,
      json: { type: 'boolean', description: 'Print it as JSON' },
    },
    async run({ args }): Promise<ExitCode> {
      const options = optionsOf(args['secret-file'])
      const [ring, settings] = [keyRing(options.secrets), settingsOf(options)]
      const text = await wordOrInput(String(args['cookie']))
      const show = async (found: Finding): Promise<ExitCode> => {
        await terminal.print(args['json'] === true ? plainJson(found) : findingText(found))
        return found.verdict === 'live' ? 0 : 1
      }
      const found = unsealed(text.trim(), ring, settings)
      if (!('ticket' in found)) return show(found)
      if (args['store'] === undefined) return show(unopened(found))
      return withNamedStore(args['store'], async (store) =>
        show(await ticketFinding(found, store, ring, settings)),
      )
    },
  }
}

const cookiePair = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(.*)$/s

function unsealed(
  text: string,
  ring: KeyRing,
  { forms, timeouts }: Settings,
): Finding | FoundTicket {
  const [, name, value = text] = cookiePair.exec(text) ?? []
  const names = [forms.secure.name, forms.local?.name].flatMap((known) => known ?? [])
  const reasons: RejectionReason[] = []
  for (const cookieName of name === undefined ? names : [name]) {
    const found = inCookie(value, cookieName, ring, timeouts)
    if (typeof found === 'object') return found
    reasons.push(found)
  }
  // A cookie is good under one name only, so under any other it seems tampered with.
  return { verdict: reasons[0] ?? 'malformed' }
}

function inCookie(
  value: string,
  name: string,
  ring: KeyRing,
  timeouts: Timeouts,
): Finding | FoundTicket | RejectionReason {
  const codec = sealedCodec(ring)
  const sealed = codec.unseal(value, name)
  if (!isRejection(sealed)) {
    const record = codec.parse(sealed.plaintext)
    return isRejection(record) ? record.rejected : recordFinding(name, record, timeouts)
  }
  // Keys differ by purpose: a ticket is under none of a cookie's.
  const ticketed = ticketCodec(ring).unseal(value, name)
  if (isRejection(ticketed)) {
    return ticketed.rejected === 'unknown-key' ? sealed.rejected : ticketed.rejected
  }
  return { ...ticketed, key: handleOf(ticketed.ticket.locator), cookieName: name }
}

function unopened({ cookieName, key, ticket }: FoundTicket): Finding {
  const { createdAt, absoluteDeadline: absoluteAt } = ticket
  return {
    verdict: systemClock() < absoluteAt ? 'live' : 'absolute',
    holds:
      'a ticket: the data is in the store, which may know of an earlier end (--store shows it)',
    cookieName,
    handle: key,
    createdAt,
    absoluteAt,
  }
}
