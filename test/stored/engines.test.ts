import type { Store } from 'coatcheck'
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
import { engines, type RunningEngine } from './engines.ts'
import { appWith, secret, Visitor } from './visitors.ts'

const parallel = rounds(150, 1_000)
const races = rounds(40, 1_000)

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

    // Two processes share nothing but the store.
    const processes = () => {
      const now = systemClock
      return [
        appWith({ store: opened.store, now }).sessions,
        appWith({ store: opened.store, now }).sessions,
      ] as const
    }

    it('counts parallel updates of two processes exactly', async () => {
      const [one, other] = processes()
      const visitor = new Visitor(one)
      await visitor.visit((session) => session.set('visits', 0))
      const count = (app: typeof one) =>
        new Visitor(app, visitor.cookie).visit((session) =>
          session.update((data) => {
            data.visits = (data.visits ?? 0) + 1
          }),
        )
      const answers = await Promise.all(
        Array.from({ length: parallel }, (_, i) => count(i % 2 === 0 ? one : other)),
      )
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      const after = await visitor.visit((session) => session.get('visits'))
      expect(await after.json()).toBe(parallel)
    })

    it('keeps what two requests put into different places at the same time', async () => {
      const [one, other] = processes()
      const visitor = new Visitor(one)
      await visitor.visit((session) => session.set('cart', { 1: 1 }))
      const beside = new Visitor(other, visitor.cookie)
      await visitor.visit(async (session) => {
        const cart = session.setDefault('cart', {})
        await beside.visit((late) => {
          late.setDefault('cart', {})['8'] = 8
          late.set('note', 'beside')
        })
        cart['7'] = 7
      })
      const after = await visitor.visit((session) => session.data)
      expect(await after.json()).toEqual({ cart: { 1: 1, 7: 7, 8: 8 }, note: 'beside' })
    })

    it('lets a logout win over a request that is under way', async () => {
      const [one, other] = processes()
      const visitor = new Visitor(one)
      await visitor.visit((session) => session.login('ada'))
      const beside = new Visitor(other, visitor.cookie)
      const late = await visitor.send(async (session) => {
        session.set('visits', 1)
        await beside.visit((session) => session.logout())
      })
      expect([late.status, await late.text()]).toEqual([401, 'ERR_SESSION_ENDED'])
      expect(await (await visitor.visit((session) => session.isNew)).text()).toBe('true')
    })

    it('leaves nothing alive of a login that a revocation overtook', async () => {
      const [one, other] = processes()
      for (let race = 0; race < races; race += 1) {
        const subject = `racer-${race}`
        const visitors = Array.from({ length: 3 }, () => new Visitor(one))
        await Promise.all([
          ...visitors.map((visitor) => visitor.visit((session) => session.login(subject))),
          other.revokeAll(subject),
        ])
        await other.revokeAll(subject)
        expect((await one.list(subject)).sessions).toEqual([])
        for (const visitor of visitors) {
          const seen = await visitor.visit((session) => session.subject)
          expect(await seen.text()).toBe('null')
        }
      }
    })

    it('holds nothing that a thief of the whole database could use', async () => {
      const [one] = processes()
      const visitor = new Visitor(one)
      await visitor.visit((session) => {
        session.login('grace.hopper@navy.example')
        session.set('note', 'umbrella, black')
      })
      const value = visitor.cookie?.split('=')[1] ?? ''
      const ticket = ticketIn(value)
      const dump = await engine.dump()
      expect(dump.includes(Buffer.from(handleOf(ticket.locator)))).toBe(true)
      const needles = ['grace.hopper', 'umbrella', value]
      for (const bytes of [ticket.locator, ticket.token]) {
        needles.push(...spellings(bytes))
        expect(dump.includes(Buffer.from(bytes))).toBe(false)
      }
      for (const needle of needles) expect(dump.includes(needle), needle).toBe(false)
      await expectSealed(opened.store, ticket)
    })
  }
  if (needs === undefined) describe(`sessions in ${name}`, suite)
  else describeWith(needs, `sessions in ${name}`, suite)
}

function ticketIn(value: string): Ticket {
  const unsealed = ticketCodec(keyRing(secret)).unseal(value, '__Host-Http-session')
  if (isRejection(unsealed)) throw new Error(unsealed.rejected)
  return unsealed.ticket
}

function spellings(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes)
  return [buffer.toString('hex'), buffer.toString('base64url'), buffer.toString('base64')]
}

// With the app's secret and the entry, but not the visitor's locator, nothing opens.
async function expectSealed(store: Store, { locator }: Ticket): Promise<void> {
  const key = handleOf(locator)
  const entry = await store.load(key, systemClock())
  const codec = entryCodec(keyRing(secret))
  const value = entry?.value ?? new Uint8Array(0)
  expect(codec.unseal(value, locator, key)).toMatchObject({ subject: 'grace.hopper@navy.example' })
  expect(codec.unseal(value, new Uint8Array(16), key)).toEqual({ rejected: 'tampered' })
}
