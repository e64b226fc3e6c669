/**
 * A process of the shop whose store goes away in the middle of a crowd and comes back, and what
 * visitors may expect of it.
 *
 * @module
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { visitorOf } from '../clients/cookie-jar.ts'
import { logIn, textAt } from '../shop/forms.ts'
import { type ShopProcess, startShop } from '../shop/shop-process.ts'
import { type Crowd, crowdAt } from './crowd.ts'

/** A store that can go away. */
export interface MortalStore extends AsyncDisposable {
  /** What `SESSION_STORE` says. */
  readonly address: string
  /** Lets it go away without a word. */
  end(): Promise<void>
  /** Brings it back. */
  bringBack(): Promise<void>
}

/** A server that can be killed and started again on its data. */
export interface MortalServer extends AsyncDisposable {
  /** Starts it again. */
  start(): Promise<void>
  /** Ends it at once. */
  kill9(): Promise<void>
}

/** Gives the store of a server, which goes away by being killed. */
export function mortal(server: MortalServer, address: string): MortalStore {
  return {
    address,
    end: () => server.kill9(),
    bringBack: () => server.start(),
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  }
}

const crowdSize = 200

// A request asks the store twice, and each may take 5 seconds; the rest is the machine's.
const slowest = 15_000

/**
 * Registers the tests, with a shop of their own.
 *
 * @param meetIt how many of the crowd meet the outage at least (default: all)
 */
export function itComesThrough(open: () => Promise<MortalStore>, meetIt: number = crowdSize): void {
  let folder: string
  let store: MortalStore
  let shop: ShopProcess
  let crowd: Crowd

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coatcheck-outage-'))
    store = await open()
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
    shop = await startShop(folder, { SECRET_KEY: secret, SESSION_STORE: store.address })
    crowd = await crowdAt(shop.origin, crowdSize)
    await crowd.sees('a first visit', ({ counted }) => counted > 0)
    await store.end()
    await crowd.sees('the outage', ({ refused }) => refused > 0, meetIt)
    const before = new Map(crowd.shoppers.map(({ name, counted }) => [name, counted]))
    await store.bringBack()
    await crowd.sees('a visit afterwards', ({ name, counted }) => counted > (before.get(name) ?? 0))
    await crowd.leave()
  })

  afterAll(async () => {
    const end = await shop?.end()
    await store?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
    // It went on by itself all the time, and complained of nothing but requests that it refused.
    expect(end?.code).toBe(0)
    expect(end?.stderr.split('\n').filter((line) => !isRefusal(line))).toEqual([])
  })

  it('answers every request in time: 503 without a cookie, or a success that counted', () => {
    expect(crowd.wrong).toEqual([])
    expect(crowd.slowest).toBeLessThan(slowest)
  })

  it('has every visit that it acknowledged, and none twice', async () => {
    const found = await Promise.all(
      crowd.shoppers.map(async ({ name, visitor, counted, highest, refused }) => {
        const response = await visitor.fetch('/session', {
          headers: { accept: 'application/json' },
        })
        const visits = Number(/"visits":(\d+)/.exec(await response.text())?.[1] ?? 0)
        const isRight = visits >= Math.max(counted, highest) && visits <= counted + refused
        return { name, visits, counted, highest, refused, isRight }
      }),
    )
    expect(found.filter(({ isRight }) => !isRight)).toEqual([])
  })

  it('still knows everybody, and lets newcomers in, without being started again', async () => {
    for (const { visitor, name, isLoggedIn } of crowd.shoppers) {
      const greeting = isLoggedIn ? `Hello, ${name}!` : 'Please log in'
      expect(await textAt(visitor, '/profile')).toContain(greeting)
    }
    expect((await logIn(visitorOf(shop.origin), 'newcomer')).status).toBe(302)
  })
}

function isRefusal(line: string): boolean {
  if (line === '' || line.startsWith('coatcheck: plain http on this machine')) return true
  return /^(GET \/visits|sweep): (redis: |the \w+ store could not )/.test(line)
}
