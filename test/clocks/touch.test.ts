import { createSessions, type Session, type SessionEvent } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import {
  attributesOf,
  type Choices,
  clockAt,
  navigation,
  secretA,
  secureName,
  visitorOf,
} from '../promises/visitor.ts'

interface Data {
  visits: number
}

const minute = 60
const hour = 3_600
const day = 86_400

const read = (session: Session<Data>): unknown => session.get('visits')

/** A visitor whose session was just written. */
async function fresh(options: Choices<Data> = {}, permanent = false) {
  const clock = clockAt(1_800_000_000)
  const events: SessionEvent[] = []
  const onEvent = (event: SessionEvent): void => void events.push(event)
  const sessions = createSessions<Data>({ secrets: secretA, now: clock.now, onEvent, ...options })
  const visitor = visitorOf(sessions)
  const written = await visitor.visit((session) => {
    session.permanent = permanent
    session.set('visits', 1)
  })
  events.length = 0
  return { visitor, clock, events, written }
}

describe('a touch on a top-level navigation', () => {
  it.each<[string, Choices<Data>, number]>([
    ['an hour by default', {}, hour],
    ['a tenth of a short idle timeout', { idleTimeout: '30m' }, 3 * minute],
    ['an hour at most', { idleTimeout: '20d' }, hour],
    ['what touchInterval says', { touchInterval: '5m' }, 5 * minute],
    ['a second when touchInterval is none', { touchInterval: 0 }, 1],
  ])('is due after %s, on the very second', async (_what, options, interval) => {
    const { visitor, clock, events } = await fresh(options)
    clock.turn(interval - 1)
    expect((await visitor.visit(read, { request: navigation })).lines).toEqual([])
    clock.turn(1)
    expect((await visitor.visit(read, { request: navigation })).lines).toHaveLength(1)
    expect(events).toMatchObject([
      { type: 'opened' },
      { type: 'opened' },
      { type: 'committed', change: 'touch' },
    ])
  })

  it('is not made when the session is not used', async () => {
    const { visitor, clock } = await fresh()
    clock.turn(2 * hour)
    expect((await visitor.visit(() => {}, { request: navigation })).lines).toEqual([])
  })

  it('never comes when touchInterval is as long as idleTimeout: only changes renew', async () => {
    const { visitor, clock } = await fresh({ idleTimeout: '1h', touchInterval: '1h' })
    clock.turn(hour - 1)
    expect((await visitor.visit(read, { request: navigation })).lines).toEqual([])
    clock.turn(1)
    expect((await visitor.visit(read, { request: navigation })).value).toBeUndefined()
  })

  it('is what keeps a visitor who only reads logged in', async () => {
    const { visitor, clock } = await fresh({ idleTimeout: '1h' })
    for (let visit = 0; visit < 100; visit += 1) {
      clock.turn(hour - 1)
      expect((await visitor.visit(read, { request: navigation })).value).toBe(1)
    }
  })
})

describe('a touch anywhere else', () => {
  const elsewhere: Record<string, Record<string, string>> = {
    'a fetch of a script': { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    'an image': { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    'a page in a frame': { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    'a browser that says nothing': {},
  }

  it.each(Object.entries(elsewhere))(
    'waits until it is twice overdue: %s',
    async (_what, headers) => {
      const { visitor, clock } = await fresh()
      clock.turn(2 * hour - 1)
      expect((await visitor.visit(read, { request: headers })).lines).toEqual([])
      clock.turn(1)
      expect((await visitor.visit(read, { request: headers })).lines).toHaveLength(1)
    },
  )

  it.each([2, 3, 4, 5, 6, 9])(
    'comes before a busy visitor is logged out: touchInterval a 10th of idleTimeout × %i',
    async (tenths) => {
      const { visitor, clock } = await fresh({ idleTimeout: 100, touchInterval: tenths * 10 })
      for (let second = 0; second < 300; second += 1) {
        clock.turn(1)
        await visitor.visit(read)
      }
      expect((await visitor.visit(read)).value).toBe(1)
    },
  )
})

describe('a permanent session', () => {
  it('is kept by the browser to the absolute deadline, which a touch does not move', async () => {
    const { visitor, clock, written } = await fresh({}, true)
    expect(attributesOf(written.lines[0] ?? '')['max-age']).toBe(String(30 * day))
    clock.turn(day)
    const touch = await visitor.visit(read, { request: navigation })
    expect(attributesOf(touch.lines[0] ?? '')['max-age']).toBe(String(29 * day))
  })

  it('is kept as long again after a login', async () => {
    const { visitor, clock } = await fresh({}, true)
    clock.turn(5 * day)
    const { lines } = await visitor.visit((session) => session.login('ada'))
    expect(attributesOf(lines[0] ?? '')['max-age']).toBe(String(30 * day))
  })

  it.each([
    ['400d', 400],
    ['401d', 400],
    ['399d', 399],
  ] as const)('of %s is kept for %i days', async (absoluteTimeout, days) => {
    const { written } = await fresh({ absoluteTimeout }, true)
    expect(attributesOf(written.lines[0] ?? '')['max-age']).toBe(String(days * day))
  })

  it('becomes one of this browser session again when asked to', async () => {
    const { visitor } = await fresh({}, true)
    const { lines } = await visitor.visit((session) => {
      session.permanent = false
    })
    expect(attributesOf(lines[0] ?? '')).not.toHaveProperty('max-age')
  })
})

describe('a session that is not permanent', () => {
  it('says nothing about how long the browser keeps it', async () => {
    const { written } = await fresh()
    const attributes = attributesOf(written.lines[0] ?? '')
    expect(attributes).not.toHaveProperty('max-age')
    expect(attributes).not.toHaveProperty('expires')
  })
})

describe('a clock that jumps', () => {
  it('backwards: the session holds, and no touch is recorded in the past', async () => {
    const { visitor, clock } = await fresh()
    clock.turn(-day)
    const { value, lines } = await visitor.visit(read, { request: navigation })
    expect(value).toBe(1)
    expect(lines).toEqual([])
  })

  it('backwards: a write does not bring the end nearer', async () => {
    const { visitor, clock } = await fresh()
    const before = await visitor.visit((session) => session.expiresAt)
    clock.turn(-day)
    await visitor.visit((session) => session.set('visits', 2))
    const after = await visitor.visit((session) => session.expiresAt)
    expect(after.value).toBe(before.value)
  })

  it('backwards: a login is dated by the clock as it is', async () => {
    const { visitor, clock } = await fresh()
    clock.turn(-day)
    await visitor.visit((session) => session.login('ada'))
    const { value } = await visitor.visit((session) => session.authenticatedAt)
    expect(value).toBe(clock.now())
  })

  it('forwards beyond the idle timeout and back: nobody is logged out for good', async () => {
    const { visitor, clock } = await fresh()
    clock.turn(8 * day)
    expect((await visitor.visit(read)).value).toBeUndefined()
    expect(visitor.jar.has(secureName)).toBe(true)
    clock.turn(-8 * day)
    expect((await visitor.visit(read)).value).toBe(1)
  })

  it('forwards and back while it is touched: the absolute deadline stays', async () => {
    const { visitor, clock } = await fresh()
    const start = clock.now()
    clock.turn(6 * day)
    await visitor.visit(read, { request: navigation })
    clock.turn(-6 * day)
    const { value } = await visitor.visit((session) => session.createdAt)
    expect(value).toBe(start)
    clock.turn(30 * day)
    expect((await visitor.visit(read)).value).toBeUndefined()
  })

  it('in fractions of a second: instants stay whole', async () => {
    const clock = clockAt(1_800_000_000.75)
    const visitor = visitorOf(createSessions<Data>({ secrets: secretA, now: clock.now }))
    await visitor.visit((session) => session.set('visits', 1))
    const { value } = await visitor.visit((session) => session.createdAt)
    expect(value).toBe(1_800_000_000)
  })
})
