/**
 * Two processes of the shop on one store, and what a visitor may expect of them: that they are one
 * shop.
 *
 * @module
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { rounds } from '../tier.ts'
import { form, handlesOf, logIn, textAt } from './forms.ts'
import { type ShopProcess, startShop } from './shop-process.ts'

/** A store that both processes find. */
export interface SharedStore {
  /** What `SESSION_STORE` says. */
  readonly address: string
  /** Ends what keeps it (default: there is nothing to end). */
  readonly server?: AsyncDisposable
}

const json = { headers: { accept: 'application/json' } }

/** Two processes, once they run. */
interface TwoShops {
  readonly one: ShopProcess
  readonly other: ShopProcess
}

/**
 * Registers all tests, with two processes of their own.
 *
 * @param open gives the store; relative paths in its address are below a new folder
 */
export function itIsOneShop(open: () => Promise<SharedStore>): void {
  const shops = startBoth(open)
  itCountsExactly(shops)
  itKnowsWhoIsLoggedIn(shops)
}

/**
 * Registers the tests of what holds at once where visitors carry a copy of their session.
 *
 * @param open gives the store; relative paths in its address are below a new folder
 */
export function itIsOneShopWithCopies(open: () => Promise<SharedStore>): void {
  itCountsExactly(startBoth(open, { SESSION_CACHE_IN_COOKIE: '1' }))
}

function startBoth(
  open: () => Promise<SharedStore>,
  more: Readonly<Record<string, string>> = {},
): () => TwoShops {
  let folder: string
  let store: SharedStore | undefined
  let shops: TwoShops | undefined

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coatcheck-two-shops-'))
    store = await open()
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
    const settings = { SECRET_KEY: secret, SESSION_STORE: store.address, ...more }
    // Both at once, so that both find a store that nobody has prepared.
    const both = [startShop(folder, settings), startShop(folder, settings)] as const
    const [one, other] = await Promise.all(both)
    shops = { one, other }
  })

  afterAll(async () => {
    const ends = await Promise.all([shops?.one.end(), shops?.other.end()])
    await store?.server?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
    const ended = { code: 0, stderr: expect.not.stringContaining('SESSION_STORE') }
    expect(ends).toMatchObject([ended, ended])
  })

  return () => {
    if (shops === undefined) throw new Error('the shops do not run')
    return shops
  }
}

function itCountsExactly(shops: () => TwoShops): void {
  it('loses none of one visitor’s parallel requests', async () => {
    const { one, other } = shops()
    const visitor = visitorOf(one.origin)
    await logIn(visitor, 'busy')
    const count = rounds(200, 1_000)
    const answers = Array.from({ length: count }, (_, at) => {
      const [shop, next] = at % 2 === 0 ? [one, other] : [other, one]
      return [
        statusAt(visitor, shop, '/add-to-cart/7', { method: 'POST' }),
        statusAt(visitor, next, '/visits'),
      ]
    })
    expect(new Set(await Promise.all(answers.flat()))).toEqual(new Set([200]))
    for (const { origin } of [one, other]) {
      const response = await fetch(`${origin}/session`, ticketed(visitor, json))
      expect(await response.json()).toMatchObject({ visits: count, cart: { '7': count } })
    }
  })
}

function itKnowsWhoIsLoggedIn(shops: () => TwoShops): void {
  it('logs out at both who logs out at one', async () => {
    const { one, other } = shops()
    const visitor = visitorOf(one.origin)
    await logIn(visitor, 'leaver')
    const before = ticketed(visitor)
    expect(await profileAt(other, before)).toContain('Hello, leaver!')
    expect((await fetch(`${other.origin}/logout`, ticketed(visitor, form()))).status).toBe(302)
    for (const shop of [other, one]) {
      expect(await profileAt(shop, before)).toContain('Please log in')
    }
  })

  it('lists a login at one at the other, where it can be ended', async () => {
    const { one, other } = shops()
    const [here, there] = [visitorOf(one.origin), visitorOf(other.origin)]
    await logIn(here, 'traveller')
    await logIn(there, 'traveller')
    const seen = await handlesOf(here)
    expect(seen).toHaveLength(2)
    expect(await handlesOf(there)).toEqual([...seen].reverse())
    await here.fetch(`/sessions/${seen[1]}/logout`, form())
    expect(await textAt(there, '/profile')).toContain('Please log in')
    await logIn(there, 'traveller')
    await there.fetch('/sessions/logout-others', form())
    expect(await textAt(here, '/profile')).toContain('Please log in')
    expect(await handlesOf(there)).toHaveLength(1)
  })
}

/** Makes a request with a visitor's ticket, which is good at every process. */
function ticketed(visitor: Visitor, request: RequestInit = {}): RequestInit {
  const cookie = [...visitor.cookies.values()].map(({ name, value }) => `${name}=${value}`)
  const headers = new Headers(request.headers)
  headers.set('cookie', cookie.join('; '))
  return { ...request, headers, redirect: 'manual' }
}

async function statusAt(
  visitor: Visitor,
  shop: ShopProcess,
  path: string,
  request?: RequestInit,
): Promise<number> {
  const response = await fetch(shop.origin + path, ticketed(visitor, request))
  await response.text()
  return response.status
}

async function profileAt(shop: ShopProcess, request: RequestInit): Promise<string> {
  return (await fetch(`${shop.origin}/profile`, request)).text()
}
