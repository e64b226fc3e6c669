import type { SessionEvent } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { counting } from './faults.ts'
import { replicated } from './replicated.ts'
import { appWith, type HandClock, type Handler, secret, Visitor } from './visitors.ts'

const ticketName = '__Host-Http-session'
const copyName = '__Host-Http-session-copy'

/** Two processes on one store, and a visitor who is known to the first. */
async function known(handler: Handler = (session) => session.set('visits', 1)) {
  const clock: HandClock = { at: 1_700_000_000 }
  const { store, take } = counting(memoryStore({ clock: () => clock.at * 1_000 }))
  const events: SessionEvent[] = []
  const process = () =>
    appWith({ store, cacheInCookie: true, onEvent: (event) => events.push(event) }, clock).sessions
  const [here, there] = [process(), process()]
  const visitor = new Visitor(here)
  await visitor.visit(handler)
  take()
  return { visitor, here, there, process, store, take, clock, events }
}

const read: Handler = (session) => ({ ...session.data })
const write: Handler = (session) => session.set('note', 'x')

function cookieOf({ cookie = '' }: Visitor, name: string): string {
  const pair = cookie.split('; ').find((text) => text.startsWith(`${name}=`))
  if (pair === undefined) throw new Error(`no cookie called ${name}`)
  return pair
}

describe('a copy in the cookie', () => {
  it('comes with every answer that wrote, beside the ticket', async () => {
    const { visitor } = await known()
    expect(visitor.cookie?.split('; ').map((pair) => pair.split('=')[0])).toEqual([
      ticketName,
      copyName,
    ])
    const answer = await visitor.visit(write)
    expect(answer.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual([copyName])
  })

  it('has the attributes of the ticket', async () => {
    const { here } = await known()
    const answer = await new Visitor(here).visit((session) => {
      session.set('visits', 1)
      session.permanent = true
    })
    const attributes = answer.headers.getSetCookie().map((line) => line.replace(/^[^;]*/, ''))
    expect(new Set(attributes).size).toBe(1)
    expect(attributes[0]).toMatch(/Max-Age=2592000/)
  })

  it('is read without a command within the recheck interval', async () => {
    const { visitor, take, clock } = await known()
    expect(await (await visitor.visit(read)).json()).toEqual({ visits: 1 })
    await visitor.visit(() => 'untouched')
    expect(take()).toEqual([])
    clock.at += 60
    await visitor.visit(read)
    expect(take()).toEqual(['load', 'epoch'])
    await visitor.visit(read)
    expect(take()).toEqual([])
  })

  it('is compared once by every process', async () => {
    const { visitor, take, there } = await known()
    const elsewhere = new Visitor(there, visitor.cookie)
    await elsewhere.visit(read)
    await elsewhere.visit(read)
    expect(take()).toEqual(['load', 'epoch'])
  })

  it('is not sent again by an answer that only read', async () => {
    const { visitor, clock } = await known()
    expect((await visitor.visit(read)).headers.getSetCookie()).toEqual([])
    clock.at += 60
    expect((await visitor.visit(read)).headers.getSetCookie()).toEqual([])
  })

  it('never saves the question before a write', async () => {
    const { visitor, take } = await known()
    await visitor.visit(write)
    expect(take()).toEqual(['load', 'update'])
  })

  it('counts a thousand parallel updates exactly, for about two commands each', async () => {
    const { visitor, take, process } = await known()
    const count: Handler = (session) =>
      session.update((data) => {
        data.visits = (data.visits ?? 0) + 1
      })
    await Promise.all(Array.from({ length: 1_000 }, () => visitor.send(count)))
    expect(take().length).toBeLessThanOrEqual(2_010)
    const fresh = new Visitor(process(), visitor.cookie)
    expect(await (await fresh.visit(read)).json()).toEqual({ visits: 1_001 })
  })

  it('is touched when a touch is due, once', async () => {
    const { visitor, take, clock } = await known()
    clock.at += 3_600
    await visitor.visit(read)
    expect(take()).toEqual(['load', 'epoch', 'touch'])
    await visitor.visit(read)
    expect(take()).toEqual([])
  })

  it('does not end a session that its store knows to be active', async () => {
    const { visitor, clock } = await known()
    for (let hour = 0; hour < 20 * 24; hour += 1) {
      clock.at += 3_600
      await visitor.visit(read)
    }
    expect(await (await visitor.visit(read)).json()).toEqual({ visits: 1 })
  })

  it('is deleted together with the ticket by a logout', async () => {
    const { visitor } = await known()
    const answer = await visitor.visit((session) => session.logout())
    expect(answer.headers.getSetCookie().map((line) => line.split(';')[0])).toEqual([
      `${ticketName}=`,
      `${copyName}=`,
    ])
    expect(visitor.cookie).toBeUndefined()
  })
})

describe('a copy that is old', () => {
  it('gives way to what the same process wrote', async () => {
    const { visitor, events } = await known()
    await visitor.send((session) => session.set('visits', 2))
    const answer = await visitor.visit(read)
    expect(await answer.json()).toEqual({ visits: 2 })
    expect(answer.headers.getSetCookie()).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'stale-cookie')).toHaveLength(1)
  })

  it('is as old as what its request wrote, though another one wrote before the answer', async () => {
    const { visitor, here } = await known()
    const other = new Visitor(here, visitor.cookie)
    await visitor.visit(async (session) => {
      session.regenerate()
      await session.update((data) => {
        data.note = 'first'
      })
      await other.visit((theirs) =>
        theirs.update((data) => {
          data.visits = 2
        }),
      )
    })
    expect(await (await visitor.visit(read)).json()).toEqual({ note: 'first', visits: 2 })
  })

  it('gives way in an upgrade too, whose answer is none of ours', async () => {
    const { visitor, here, events } = await known()
    await visitor.send((session) => session.set('visits', 2))
    const upgrade = withSession(here, (_request, session): Response | undefined => {
      expect(session.get('visits')).toBe(2)
      return undefined
    })
    const headers = { cookie: visitor.cookie ?? '', upgrade: 'websocket' }
    expect(await upgrade(new Request('https://shop.example/', { headers }))).toBeUndefined()
    expect(events.filter(({ type }) => type === 'stale-cookie')).toHaveLength(1)
  })

  it('gives way within the recheck interval to what another process wrote', async () => {
    const { visitor, there, clock } = await known()
    await new Visitor(there, visitor.cookie).visit((session) => session.set('visits', 2))
    expect(await (await visitor.visit(read)).json()).toEqual({ visits: 1 })
    clock.at += 60
    expect(await (await visitor.visit(read)).json()).toEqual({ visits: 2 })
    expect(await (await visitor.visit(read)).json()).toEqual({ visits: 2 })
  })

  it('is compared once in its own interval, whoever else was asked about meanwhile', async () => {
    const { visitor, here, there, clock } = await known()
    await new Visitor(there, visitor.cookie).visit((session) => session.set('visits', 2))
    clock.at += 60
    const busy = new Visitor(here)
    await busy.visit(write)
    await busy.visit(read)
    expect(await (await visitor.visit(read)).json()).toEqual({ visits: 2 })
  })

  it('writes only what the request changed', async () => {
    const { visitor, there, process } = await known((session) => {
      session.set('visits', 1)
      session.set('note', 'one-time token')
    })
    await new Visitor(there, visitor.cookie).visit((session) => session.delete('note'))
    await visitor.visit((session) => session.set('visits', 2))
    const fresh = new Visitor(process(), visitor.cookie)
    expect(await (await fresh.visit(read)).json()).toEqual({ visits: 2 })
  })

  it('of a session that was revoked elsewhere writes nothing, and is not read afterwards', async () => {
    const { visitor, there } = await known((session) => session.login('ada'))
    await there.revokeAll('ada')
    expect((await visitor.visit(write)).status).toBe(401)
    expect(await (await visitor.visit((session) => session.subject)).json()).toBeNull()
  })

  it('of a session that was revoked elsewhere is read for a recheck interval at most', async () => {
    const { visitor, there, clock } = await known((session) => session.login('ada'))
    await there.revokeAll('ada')
    const subject: Handler = (session) => session.subject
    clock.at += 59
    expect(await (await visitor.visit(subject)).json()).toBe('ada')
    clock.at += 1
    expect(await (await visitor.visit(subject)).json()).toBeNull()
  })

  it('is worthless at once where the session was ended', async () => {
    const { visitor, here } = await known((session) => session.login('ada'))
    const { cookie } = visitor
    await visitor.visit((session) => session.logout())
    const subject: Handler = (session) => session.subject
    expect(await (await new Visitor(here, cookie).visit(subject)).json()).toBeNull()
    const second = await known((session) => session.login('ada'))
    await second.here.revokeAll('ada')
    expect(await (await second.visitor.visit(subject)).json()).toBeNull()
  })

  it('is worthless beside the ticket of a later login', async () => {
    const { visitor, process } = await known()
    const before = cookieOf(visitor, copyName)
    await visitor.visit((session) => session.login('ada'))
    const mixed = `${cookieOf(visitor, ticketName)}; ${before}`
    const answer = await new Visitor(process(), mixed).visit((session) => session.subject)
    expect(await answer.json()).toBe('ada')
    expect(answer.headers.getSetCookie()).toHaveLength(1)
  })

  it('hides no login from a process that looked at the session before', async () => {
    const { visitor, there } = await known()
    const before = cookieOf(visitor, copyName)
    await new Visitor(there, visitor.cookie).visit(read)
    await visitor.visit((session) => session.login('ada'))
    const mixed = `${cookieOf(visitor, ticketName)}; ${before}`
    const answer = await new Visitor(there, mixed).visit((session) => session.subject)
    expect(await answer.json()).toBe('ada')
  })

  it('writes nothing beside a ticket that was superseded', async () => {
    const { visitor, there, clock } = await known()
    const elsewhere = new Visitor(there, visitor.cookie)
    await elsewhere.visit(read)
    await visitor.visit((session) => session.regenerate())
    clock.at += 31
    expect(await (await elsewhere.visit(read)).json()).toEqual({ visits: 1 })
    expect((await elsewhere.visit(write)).status).toBe(401)
    expect(await (await visitor.visit(read)).json()).toEqual({ visits: 1 })
  })

  it('takes effect nowhere beside the ticket of somebody else', async () => {
    const { visitor, here } = await known((session) => session.login('ada'))
    const eve = new Visitor(here)
    await eve.visit((session) => session.login('eve'))
    eve.cookie = `${cookieOf(eve, ticketName)}; ${cookieOf(visitor, copyName)}`
    expect(await (await eve.visit((session) => session.subject)).json()).toBe('eve')
  })

  it('that is garbage or forged costs one load, and is replaced', async () => {
    for (const spoil of [
      () => `${copyName}=garbage`,
      (text: string) => `${text.slice(0, -4)}AAAA`,
    ]) {
      const { visitor, take } = await known()
      visitor.cookie = `${cookieOf(visitor, ticketName)}; ${spoil(cookieOf(visitor, copyName))}`
      expect(await (await visitor.visit(read)).json()).toEqual({ visits: 1 })
      expect(take()).toEqual(['load'])
      await visitor.visit(read)
      expect(take()).toEqual([])
    }
  })

  it('under an older secret is replaced by one under the newest', async () => {
    const { visitor, store, clock } = await known()
    const secrets = ['newer-7f1e0f7c92d84a63-newer-5b1e0f7c92d84a63', secret]
    const rotated = appWith({ store, secrets, cacheInCookie: true }, clock).sessions
    const answer = await new Visitor(rotated, visitor.cookie).visit(read)
    expect(answer.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual([copyName])
  })
})

describe('a copy that does not fit', () => {
  const big: Handler = (session) => session.set('note', 'x'.repeat(4_000))

  it('is left out with an event, and the ticket goes on alone', async () => {
    const { visitor, events, take, process } = await known()
    const answer = await visitor.visit(big)
    expect(answer.status).toBe(200)
    expect(events.at(-2)).toMatchObject({ type: 'copy-too-large' })
    expect(visitor.cookie).toBe(cookieOf(visitor, ticketName))
    take()
    const seen = await new Visitor(process(), visitor.cookie).visit((session) =>
      session.get('note'),
    )
    expect(await seen.json()).toHaveLength(4_000)
    expect(take()).toEqual(['load', 'epoch'])
  })

  it('is not spoken of again by those who only read', async () => {
    const { visitor, events } = await known()
    await visitor.visit(big)
    events.length = 0
    await visitor.visit(read)
    expect(events.map(({ type }) => type)).toEqual(['store-command', 'opened'])
  })

  it('comes back when there is less to carry', async () => {
    const { visitor, take } = await known()
    await visitor.visit(big)
    await visitor.visit((session) => session.set('note', 'x'))
    take()
    await visitor.visit(read)
    expect(take()).toEqual([])
  })
})

describe('a store that lost its last writes', () => {
  async function behind(lost: Handler) {
    const clock: HandClock = { at: 1_700_000_000 }
    const replica = replicated(() => memoryStore({ clock: () => clock.at * 1_000 }))
    const events: SessionEvent[] = []
    const process = () =>
      appWith(
        { store: replica.store, cacheInCookie: true, onEvent: (event) => events.push(event) },
        clock,
      ).sessions
    const visitor = new Visitor(process())
    await visitor.visit((session) => session.set('visits', 1))
    replica.pause()
    await visitor.visit(lost)
    replica.failOver()
    return { visitor, process, events, clock, replica }
  }

  it('gets them back from the copy, by a visitor who only reads', async () => {
    const { visitor, process, events } = await behind((session) => session.set('visits', 2))
    await new Visitor(process(), visitor.cookie).visit(read)
    expect(events.map(({ type }) => type)).toContain('store-behind')
    const ticketOnly = new Visitor(process(), cookieOf(visitor, ticketName))
    expect(await (await ticketOnly.visit(read)).json()).toEqual({ visits: 2 })
  })

  it('gets them back before a write of a process that read the copy', async () => {
    const { visitor, process } = await behind((session) => session.set('visits', 2))
    await visitor.visit(write)
    const ticketOnly = new Visitor(process(), cookieOf(visitor, ticketName))
    expect(await (await ticketOnly.visit(read)).json()).toEqual({ visits: 2, note: 'x' })
  })

  it('keeps what was written since, where the copy is not ahead of it', async () => {
    const { visitor, process } = await behind((session) => session.set('visits', 2))
    await new Visitor(process(), cookieOf(visitor, ticketName)).visit(write)
    const answer = await new Visitor(process(), visitor.cookie).visit(read)
    expect(await answer.json()).toEqual({ visits: 1, note: 'x' })
    expect(answer.headers.getSetCookie()).toHaveLength(1)
  })

  it('gets a login back, and can list and revoke it', async () => {
    const { visitor, process, clock } = await behind((session) => session.login('ada'))
    clock.at += 100
    const fresh = process()
    const subject: Handler = (session) => session.subject
    expect(await (await new Visitor(fresh, visitor.cookie).visit(subject)).json()).toBe('ada')
    expect((await fresh.list('ada')).sessions).toHaveLength(1)
    expect(await fresh.revokeAll('ada')).toBe(1)
    expect(await (await new Visitor(process(), visitor.cookie).visit(subject)).json()).toBeNull()
  })

  it('does not get back a login whose subject was revoked since', async () => {
    const { visitor, process, clock } = await behind((session) => session.login('ada'))
    clock.at += 100
    const fresh = process()
    await fresh.revokeAll('ada')
    const subject: Handler = (session) => session.subject
    expect(await (await new Visitor(fresh, visitor.cookie).visit(subject)).json()).toBeNull()
    expect((await fresh.list('ada')).sessions).toHaveLength(0)
  })

  it('does not get back what is over by its clocks', async () => {
    const { visitor, process, clock } = await behind((session) => session.set('visits', 2))
    clock.at += 7 * 86_400
    expect(await (await new Visitor(process(), visitor.cookie).visit(read)).json()).toEqual({})
  })

  it('gets the ticket of a regenerate back', async () => {
    const { visitor, process, clock } = await behind((session) => session.regenerate())
    clock.at += 100
    expect(await (await new Visitor(process(), visitor.cookie).visit(read)).json()).toEqual({
      visits: 1,
    })
  })

  it('does not get back a session that was ended since', async () => {
    const { visitor, process } = await behind((session) => session.set('visits', 2))
    const { cookie } = visitor
    await new Visitor(process(), cookieOf(visitor, ticketName)).visit((session) => session.logout())
    expect(await (await new Visitor(process(), cookie).visit(read)).json()).toEqual({})
  })
})
