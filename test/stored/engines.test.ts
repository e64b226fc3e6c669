import { type OpenedStore, openStore } from 'coatcheck/stores/open'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entryCodec } from '../../src/codecs/entry.ts'
import { type Ticket, ticketCodec } from '../../src/codecs/ticket.ts'
import { keyRing } from '../../src/crypto/key-ring.ts'
import { handleOf } from '../../src/draft.ts'
import { isRejection } from '../../src/rejection.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith } from '../requirements.ts'
import { rounds } from '../tier.ts'
import { engineRules } from './engine-rules.ts'
import { engines, type RunningEngine } from './engines.ts'
import { appWith, secret, Visitor } from './visitors.ts'

for (const { name, needs, start } of engines) {
  const suite = () => {
    let engine: RunningEngine
    let opened: OpenedStore

    beforeAll(async () => {
      engine = await start()
      opened = await openStore(engine.address)
    })
    afterAll(async () => {
      await opened?.close()
      await engine?.stop()
    })

    for (const rule of engineRules) {
      it(rule.name, { timeout: rounds(60_000, 1_800_000) }, async () => {
        const clock = { at: systemClock() }
        const { sessions: one } = appWith({ store: opened.store }, clock)
        const { sessions: other } = appWith({ store: opened.store }, clock)
        await rule.check({ one, other, clock })
      })
    }

    it('holds nothing that a thief of everything in it could use', async () => {
      const { sessions } = appWith({ store: opened.store, now: systemClock })
      const visitor = new Visitor(sessions)
      await visitor.visit((session) => session.set('note', 'umbrella, black'))
      await visitor.visit((session) => {
        session.login('grace.hopper@navy.example')
        session.flash('welcome aboard')
      })
      const before = ticketIn(visitor)
      await visitor.visit((session) => session.regenerate())
      await sessions.revokeAll('somebody.revoked@navy.example')
      const ended = new Visitor(sessions)
      await ended.visit((session) => session.login('somebody.gone@navy.example'))
      const gone = ticketIn(ended)
      await ended.visit((session) => session.logout())

      const ticket = ticketIn(visitor)
      const key = handleOf(ticket.locator)
      const entry = await opened.store.load(key, systemClock())
      const value = Buffer.from(entry?.value ?? [])
      const dump = await engine.dump?.()
      const all = dump ?? Buffer.concat([Buffer.from(JSON.stringify(entry)), value])
      // What is there for sure is found, so what is not found is not there.
      expect(dump === undefined || all.includes(key)).toBe(true)
      expect(value.length > 0 && all.includes(value)).toBe(true)
      expect(entry?.subject).toMatch(/^[\w-]{20,64}$/)

      const texts = ['hopper', 'navy.example', 'umbrella', 'aboard', secret]
      for (const text of texts) expect(holds(all, Buffer.from(text)), text).toBe(false)
      for (const { cookieValue, locator, token } of [ticket, before, gone]) {
        for (const bytes of [Buffer.from(cookieValue), locator, token]) {
          expect(holds(all, bytes)).toBe(false)
        }
      }
      expectSealed(value, ticket)
    })
  }
  if (needs === undefined) describe(`sessions in ${name}`, suite)
  else describeWith(needs, `sessions in ${name}`, suite)
}

function ticketIn({ cookie }: Visitor): Ticket & { readonly cookieValue: string } {
  const cookieValue = cookie?.split('=')[1] ?? ''
  const unsealed = ticketCodec(keyRing(secret)).unseal(cookieValue, '__Host-Http-session')
  if (isRejection(unsealed)) throw new Error(unsealed.rejected)
  return { ...unsealed.ticket, cookieValue }
}

/** Says whether bytes are there, in any spelling in which a database may show them. */
function holds(dump: Buffer, bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes)
  const hex = buffer.toString('hex')
  const texts = [hex, hex.toUpperCase(), buffer.toString('base64url')]
  return (
    dump.includes(buffer) ||
    texts.some((text) => dump.includes(text)) ||
    // The last letters of base64 depend on what follows.
    dump.includes(buffer.toString('base64').replace(/..?=*$/, ''))
  )
}

/** With the app's secret, the entry and its key, but not the visitor's locator, nothing opens. */
function expectSealed(value: Uint8Array, { locator }: Ticket): void {
  const key = handleOf(locator)
  const codec = entryCodec(keyRing(secret))
  expect(codec.unseal(value, locator, key)).toMatchObject({ subject: 'grace.hopper@navy.example' })
  const guesses = [
    new Uint8Array(0),
    new Uint8Array(16),
    Buffer.from(key, 'base64url'),
    Buffer.from(key, 'base64url').subarray(0, 16),
    locator.subarray(0, 15),
    locator.map((byte, i) => (i === 15 ? byte ^ 1 : byte)),
  ]
  for (const guess of guesses) {
    expect(codec.unseal(value, guess, key)).toEqual({ rejected: 'tampered' })
  }
}
