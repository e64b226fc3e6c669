import { createSessions } from 'coatcheck'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { changeOf, endOf } from '../../src/changes.ts'
import { absoluteDeadline, expiresAt, type Timeouts, verdict } from '../../src/expiry.ts'
import { isEmpty, type SessionRecord } from '../../src/record.ts'
import { plan } from './plan.ts'
import { request, sentBack, visit } from './request.ts'

const instant = fc.integer({ min: 0, max: 2 ** 32 })
const few = fc.constantFrom('', 'a', 'b')

// Few different values, so that equal records come up often.
const record: fc.Arbitrary<SessionRecord> = fc.record({
  id: fc.constantFrom(1, 2).map((byte) => new Uint8Array(16).fill(byte)),
  createdAt: instant,
  touchedAt: instant,
  authenticatedAt: fc.constantFrom(null, 1, 2),
  subject: fc.constantFrom(null, 'a', 'b'),
  permanent: fc.boolean(),
  flashes: fc.array(fc.record({ text: few, category: few }), { maxLength: 2 }),
  body: fc.constantFrom(
    { text: '{}', rich: false },
    { text: '{"a":1}', rich: false },
    { text: '[{"a":1},1]', rich: true },
  ),
})

const outcome = fc.record({
  before: fc.option(record),
  after: record,
  newTicket: fc.boolean(),
  touchDue: fc.boolean(),
})

describe('changeOf', () => {
  it('decides every outcome, and never creates or keeps a session with nothing in it', () => {
    fc.assert(
      fc.property(outcome, (found) => {
        const change = changeOf(found)
        expect(['none', 'create', 'touch', 'update', 'end']).toContain(change.kind)
        if (change.kind !== 'none' && change.kind !== 'end') {
          expect(isEmpty(change.record)).toBe(false)
          expect(change.record).toBe(found.after)
        }
      }),
      plan,
    )
  })

  it('ends, touches and updates only what was there', () => {
    fc.assert(
      fc.property(outcome, (found) => {
        if (found.before === null) expect(['none', 'create']).toContain(changeOf(found).kind)
      }),
      plan,
    )
  })

  it('writes nothing when nothing differs and no touch is due', () => {
    fc.assert(
      fc.property(record, instant, fc.boolean(), (before, touchedAt, touchDue) => {
        const after = { ...before, id: before.id.slice(), touchedAt }
        const expected = isEmpty(before) ? 'end' : touchDue ? 'touch' : 'none'
        expect(changeOf({ before, after, newTicket: false, touchDue }).kind).toBe(expected)
      }),
      plan,
    )
  })

  it('does with a server error nothing but end', () => {
    fc.assert(
      fc.property(fc.option(record), fc.boolean(), (before, isOver) => {
        expect(endOf({ before, isOver }).kind).toBe(before !== null && isOver ? 'end' : 'none')
      }),
      plan,
    )
  })
})

describe('the clocks of a session', () => {
  const timeouts: fc.Arbitrary<Timeouts> = fc.record({
    idleTimeout: fc.integer({ min: 1, max: 10_000_000 }),
    absoluteTimeout: fc.integer({ min: 1, max: 10_000_000 }),
    touchInterval: fc.nat({ max: 3_600 }),
  })

  it('never end a session earlier because it was touched later', () => {
    fc.assert(
      fc.property(record, timeouts, instant, instant, (base, clocks, a, b) => {
        const [sooner, later] = [Math.min(a, b), Math.max(a, b)]
        expect(expiresAt({ ...base, touchedAt: sooner }, clocks)).toBeLessThanOrEqual(
          expiresAt({ ...base, touchedAt: later }, clocks),
        )
      }),
      plan,
    )
  })

  it('hold no session when the clock tells no number', () => {
    fc.assert(
      fc.property(record, timeouts, (base, clocks) => {
        expect(verdict(base, clocks, Number.NaN)).not.toBe('live')
      }),
      plan,
    )
  })

  it('agree: a session holds exactly until expiresAt, and never past the absolute deadline', () => {
    fc.assert(
      fc.property(record, timeouts, fc.integer({ min: -2, max: 2 }), (base, clocks, offset) => {
        const end = expiresAt(base, clocks)
        expect(verdict(base, clocks, end + offset) === 'live').toBe(offset < 0)
        expect(end).toBeLessThanOrEqual(absoluteDeadline(base, clocks))
      }),
      plan,
    )
  })
})

describe('a session with nothing in it', () => {
  const secrets = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
  const now = () => 1_800_000_000

  it('sets no cookie, however it was looked at', async () => {
    const sessions = createSessions<{ visits: number }>({ secrets, now })
    const cookies = await visit(sessions, (session) => {
      session.get('visits')
      session.data.visits
      session.has('visits')
      session.takeFlashes()
      session.regenerate()
      session.permanent = true
    })
    expect(cookies).toEqual([])
  })

  it('sets no cookie when it was only read and the schema has defaults', async () => {
    const schema = z.object({ visits: z.number().default(0) })
    const sessions = createSessions<{ visits: number }>({ secrets, now, schema })
    const cookies = await visit(sessions, (session) => void session.data.visits)
    expect(cookies).toEqual([])
  })

  it('ends the session that it is left of, with nothing but a deletion', async () => {
    const sessions = createSessions<{ visits: number }>({ secrets, now })
    const first = await visit(sessions, (session) => session.set('visits', 1))
    const header = sentBack(first)
    const cookies = await visit(sessions, (session) => session.delete('visits'), request(header))
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatchObject({ value: '', attributes: { maxAge: 0 } })
  })
})
