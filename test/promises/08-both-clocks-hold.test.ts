import { createSessions, type Session, type SessionEvent } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import {
  type Choices,
  clockAt,
  navigation,
  secretA,
  secureName,
  type Visitor,
  visitorOf,
} from './visitor.ts'

interface Data {
  visits: number
}

interface Story {
  readonly visitor: Visitor<Data>
  readonly clock: ReturnType<typeof clockAt>
  readonly events: SessionEvent[]
}

/** Sessions of 100 seconds, idle after 30. */
function story(options: Choices<Data> = {}): Story {
  const clock = clockAt(1_800_000_000)
  const events: SessionEvent[] = []
  const sessions = createSessions<Data>({
    secrets: secretA,
    idleTimeout: 30,
    absoluteTimeout: 100,
    touchInterval: 3,
    now: clock.now,
    onEvent: (event) => events.push(event),
    ...options,
  })
  return { visitor: visitorOf(sessions), clock, events }
}

const count = (session: Session<Data>): void => session.set('visits', session.get('visits', 0) + 1)
const visits = (session: Session<Data>): number | undefined => session.get('visits')

/** Keeps a session busy, second after second. */
async function stayBusy(
  { visitor, clock }: Story,
  seconds: number,
  handle: (session: Session<Data>) => unknown = count,
): Promise<void> {
  for (let second = 0; second < seconds; second += 10) {
    clock.turn(10)
    await visitor.visit(handle)
  }
}

describe('the idle timeout', () => {
  it('honours a session until the second before, and refuses it on the boundary', async () => {
    const { visitor, clock, events } = story({ touchInterval: 30 })
    await visitor.visit(count)
    clock.turn(29)
    expect((await visitor.visit(visits)).value).toBe(1)
    clock.turn(1)
    expect((await visitor.visit(visits)).value).toBeUndefined()
    expect(events).toContainEqual({ type: 'rejected', reason: 'idle' })
  })

  it('counts from the last write', async () => {
    const { visitor, clock } = story()
    await visitor.visit(count)
    clock.turn(29)
    await visitor.visit(count)
    clock.turn(29)
    expect((await visitor.visit(visits)).value).toBe(2)
  })

  it('does not trust the browser to forget the cookie', async () => {
    const { visitor, clock } = story()
    await visitor.visit((session) => {
      session.permanent = true
      count(session)
    })
    clock.turn(30)
    expect(visitor.jar.has(secureName)).toBe(true)
    expect((await visitor.visit((session) => session.isNew)).value).toBe(true)
  })
})

describe('the absolute timeout', () => {
  it('ends the busiest session on the boundary', async () => {
    const busy = story()
    await busy.visitor.visit(count)
    await stayBusy(busy, 90)
    busy.clock.turn(9)
    expect((await busy.visitor.visit(visits)).value).toBe(10)
    busy.clock.turn(1)
    expect((await busy.visitor.visit(visits)).value).toBeUndefined()
    expect(busy.events).toContainEqual({ type: 'rejected', reason: 'absolute' })
  })

  const unmoving: Record<string, (session: Session<Data>) => unknown> = {
    'regenerate()': (session) => session.regenerate(),
    'update()': (session) =>
      session.update((data) => {
        data.visits = (data.visits ?? 0) + 1
      }),
    'flash()': (session) => session.flash('Hello'),
    permanent: (session) => {
      session.permanent = !session.permanent
    },
  }

  it.each(Object.entries(unmoving))('is not moved by %s', async (_what, handle) => {
    const busy = story()
    await busy.visitor.visit(count)
    await stayBusy(busy, 90, handle)
    expect((await busy.visitor.visit(visits)).value).toBeDefined()
    busy.clock.turn(10)
    expect((await busy.visitor.visit(visits)).value).toBeUndefined()
  })

  it('is not moved by touches', async () => {
    const busy = story()
    await busy.visitor.visit(count)
    for (let second = 0; second < 90; second += 10) {
      busy.clock.turn(10)
      const { lines } = await busy.visitor.visit(visits, { request: navigation })
      expect(lines).toHaveLength(1)
    }
    busy.clock.turn(10)
    expect((await busy.visitor.visit(visits)).value).toBeUndefined()
  })

  it('starts again with login()', async () => {
    const busy = story()
    await busy.visitor.visit(count)
    await stayBusy(busy, 90)
    await busy.visitor.visit((session) => session.login('ada'))
    await stayBusy(busy, 90)
    busy.clock.turn(9)
    expect((await busy.visitor.visit((session) => session.subject)).value).toBe('ada')
    busy.clock.turn(1)
    expect((await busy.visitor.visit((session) => session.subject)).value).toBeNull()
  })

  it('starts again with a login of the same subject, who proved to be there', async () => {
    const busy = story()
    await busy.visitor.visit((session) => session.login('ada'))
    await stayBusy(busy, 90)
    await busy.visitor.visit((session) => session.login('ada'))
    busy.clock.turn(20)
    expect((await busy.visitor.visit((session) => session.subject)).value).toBe('ada')
  })

  it('starts again for the session that follows a logout', async () => {
    const busy = story()
    await busy.visitor.visit(count)
    await stayBusy(busy, 90)
    await busy.visitor.visit(async (session) => {
      await session.logout()
      session.set('visits', 1)
    })
    busy.clock.turn(20)
    expect((await busy.visitor.visit(visits)).value).toBe(1)
  })

  it('is named when both clocks have run out', async () => {
    const { visitor, clock, events } = story()
    await visitor.visit(count)
    clock.turn(100)
    await visitor.visit(visits)
    expect(events).toContainEqual({ type: 'rejected', reason: 'absolute' })
  })
})

describe('expiresAt', () => {
  it('is the nearer of both deadlines', async () => {
    const busy = story()
    const start = busy.clock.now()
    await busy.visitor.visit(count)
    expect((await busy.visitor.visit((session) => session.expiresAt)).value).toBe(start + 30)
    await stayBusy(busy, 90)
    expect((await busy.visitor.visit((session) => session.expiresAt)).value).toBe(start + 100)
  })
})

describe('isLive', () => {
  /** The session of a request that is still being answered long after its head. */
  const answering = async (
    { visitor, clock }: Story,
    handle: (session: Session<Data>) => unknown,
  ): Promise<() => Promise<boolean>> => {
    await visitor.visit(count)
    clock.turn(29)
    const { value } = await visitor.visit((session) => {
      handle(session)
      return { isLive: () => session.isLive() }
    })
    if (value === undefined) throw new Error('the handler ran')
    return value.isLive
  }

  it('ends with the idle timeout while the answer goes on', async () => {
    const one = story({ touchInterval: 30 })
    const isLive = await answering(one, visits)
    expect(await isLive()).toBe(true)
    one.clock.turn(1)
    expect(await isLive()).toBe(false)
  })

  it('counts from what the request itself wrote', async () => {
    const one = story({ touchInterval: 30 })
    const isLive = await answering(one, count)
    one.clock.turn(29)
    expect((await one.visitor.visit(visits)).value).toBe(2)
    expect(await isLive()).toBe(true)
    one.clock.turn(1)
    expect(await isLive()).toBe(false)
  })

  it('counts from a touch of the request, too', async () => {
    const one = story()
    const isLive = await answering(one, visits)
    one.clock.turn(29)
    expect(await isLive()).toBe(true)
  })
})

describe('the instants of a session', () => {
  it('createdAt stays and authenticatedAt follows the login', async () => {
    const busy = story()
    const start = busy.clock.now()
    await busy.visitor.visit(count)
    await stayBusy(busy, 20)
    await busy.visitor.visit((session) => session.login('ada'))
    await stayBusy(busy, 20)
    const { value } = await busy.visitor.visit(({ createdAt, authenticatedAt }) => ({
      createdAt,
      authenticatedAt,
    }))
    expect(value).toEqual({ createdAt: start, authenticatedAt: start + 20 })
  })
})
