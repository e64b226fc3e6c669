import { createSessions, type StoredSessions } from 'coatcheck'
import { type OpenedStore, openStore } from 'coatcheck/stores/open'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWith, mariadb, redisServer } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'
import { startRedis } from '../servers/redis.ts'
import { type Data, type HandClock, secret, Visitor } from '../stored/visitors.ts'
import type { MortalServer } from './shop-through-outage.ts'

/** Somebody who has logged in. */
interface Guest {
  readonly visitor: Visitor
  readonly handle: string
}

const subjects = ['ada', 'grace', 'edsger', 'barbara']
const crowdSize = 20
const day = 86_400

async function loggedIn(app: StoredSessions<Data>, subject: string, begun?: Set<string>) {
  const visitor = new Visitor(app)
  let handle = ''
  const { status } = await visitor.visit((session) => {
    session.login(subject)
    handle = session.handle
  })
  begun?.add(handle)
  expect([200, 503]).toContain(status)
  return status === 200 ? { visitor, handle } : undefined
}

async function guestsOf(app: StoredSessions<Data>, subject: string, count: number) {
  const guests = await Promise.all(Array.from({ length: count }, () => loggedIn(app, subject)))
  return guests.filter((guest) => guest !== undefined)
}

const handlesOf = (guests: readonly Guest[]): readonly string[] =>
  guests.map(({ handle }) => handle)

async function listOf(app: StoredSessions<Data>, subject: string): Promise<readonly string[]> {
  const { sessions, next } = await app.list(subject, { limit: 1_000 })
  expect(next).toBeUndefined()
  return sessions.map(({ handle }) => handle)
}

function itListsRightly(start: () => Promise<readonly [MortalServer, string]>): void {
  let server: MortalServer
  let opened: OpenedStore

  beforeAll(async () => {
    const [started, address] = await start()
    server = started
    opened = await openStore(address)
  })
  afterAll(async () => {
    await opened?.close()
    await server?.[Symbol.asyncDispose]()
  })

  it('shows exactly what lives, and ends all of it, after the server was killed amid logins', async () => {
    const clock: HandClock = { at: Math.floor(Date.now() / 1_000) }
    const { store } = opened
    const app = createSessions<Data>({ secrets: secret, store, now: () => clock.at })

    const overdue = (await Promise.all(subjects.map((name) => guestsOf(app, name, 5)))).flat()
    clock.at += 8 * day
    const staying = new Map<string, Guest[]>()
    const left: Guest[] = []
    for (const name of subjects) {
      const [leaver, changed, ...others] = await guestsOf(app, name, 10)
      if (!(leaver && changed)) throw new Error('there are ten')
      await leaver.visitor.visit((session) => session.logout())
      await changed.visitor.visit((session) => session.regenerate())
      left.push(leaver)
      staying.set(name, [changed, ...others])
    }

    // What was refused may have been carried out, and then stands in a list.
    const begun = new Set<string>()
    let [known, refused] = [0, 0]
    const comings = Array.from({ length: crowdSize }, async (_, at) => {
      const name = subjects[at % subjects.length] ?? ''
      for (let isAway = false; !isAway; ) {
        const guest = await loggedIn(app, name, begun)
        if (guest === undefined) {
          refused += 1
          isAway = true
        } else {
          known += 1
          staying.get(name)?.push(guest)
        }
      }
    })
    await expect.poll(() => known, { timeout: 20_000 }).toBeGreaterThan(2 * crowdSize)
    await server.kill9()
    await Promise.all(comings)
    expect(refused).toBe(crowdSize)
    await server.start()
    await expect
      .poll(
        () =>
          app.list('nobody').then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true)

    for (const name of subjects) {
      const [listed, acknowledged] = [await listOf(app, name), handlesOf(staying.get(name) ?? [])]
      expect(listed).toEqual(expect.arrayContaining([...acknowledged]))
      const others = listed.filter((handle) => !acknowledged.includes(handle))
      expect(others.filter((handle) => !begun.has(handle))).toEqual([])
      expect(await app.revokeAll(name)).toBe(listed.length)
      expect(await listOf(app, name)).toEqual([])
    }
    const everybody = [...staying.values(), left, overdue].flat()
    for (const { visitor } of everybody) {
      expect(await (await visitor.visit((session) => session.subject)).text()).toBe('null')
    }
  })
}

describe('a list of sessions, with PostgreSQL', () => {
  itListsRightly(async () => {
    const server = await startPostgres()
    return [server, server.url()]
  })
})

describeWith(redisServer, 'a list of sessions, with Redis', () => {
  itListsRightly(async () => {
    const server = await startRedis(['appendonly yes', 'appendfsync always'])
    return [server, server.url]
  })
})

describeWith(mariadb, 'a list of sessions, with MariaDB', () => {
  itListsRightly(async () => {
    const server = await startMariadb()
    return [server, server.url()]
  })
})
