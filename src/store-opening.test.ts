import { describe, expect, it } from 'vitest'
import type { EntryHead, ValidToken } from './codecs/entry.ts'
import { type Ticket, tokenDigest } from './codecs/ticket.ts'
import { cookieChoice } from './cookie-choice.ts'
import { keyRing } from './crypto/key-ring.ts'
import { handleOf } from './draft.ts'
import { CoatcheckError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { settingsOf } from './settings.ts'
import type { Store } from './store.ts'
import { openStored } from './store-opening.ts'
import { storeParts } from './store-parts.ts'
import { memoryStore } from './stores/memory.ts'

const secrets = 'opening-5b1e0f7c92d84a63-opening-5b1e0f7c92d84a63'
const start = 1_700_000_000
const name = '__Host-Http-session'

function exchangeWith(cookieHeader: string | undefined): Exchange {
  return {
    cookieHeader,
    url: 'https://shop.example/',
    peerAddress: undefined,
    header: () => undefined,
    status: () => 200,
    responseHeader: () => undefined,
    responseHeaderNames: () => [],
    setHeader: () => {},
    removeHeader: () => {},
    setCookie: () => {},
    onClose: () => {},
  }
}

function setUp(store: Store = memoryStore()) {
  const clock = { at: start }
  const asked: string[] = []
  const events: string[] = []
  const watched: Store = {
    ...store,
    load(key, now) {
      asked.push(key)
      return store.load(key, now)
    },
  }
  const settings = settingsOf({
    secrets,
    store,
    now: () => clock.at,
    onEvent: (event) => events.push(event.type === 'rejected' ? event.reason : event.type),
  })
  const ring = keyRing(secrets)
  const formFor = cookieChoice(settings.forms, undefined)
  const parts = storeParts(settings, watched, ring, formFor)

  /** Puts a session into the store and gives its ticket as a cookie. */
  const stored = async (byte: number, tokens?: readonly ValidToken[]) => {
    const ticket: Ticket = {
      locator: new Uint8Array(16).fill(byte),
      token: new Uint8Array(16).fill(byte),
      createdAt: start,
      absoluteDeadline: start + 86_400,
    }
    const key = handleOf(ticket.locator)
    const head: EntryHead = {
      counter: 1,
      generation: 1,
      epoch: 0,
      createdAt: start,
      tokens: tokens ?? [{ digest: tokenDigest(ticket.token), until: null }],
    }
    const record = {
      id: ticket.locator,
      createdAt: start,
      touchedAt: start,
      authenticatedAt: null,
      subject: null,
      permanent: false,
      flashes: [],
      body: { text: '{"a":1}', rich: false },
    }
    const value = parts.entries.seal(head, record, key)
    const entry = { value, subject: null, touchedAt: start, expiresAt: start + 3_600 }
    await store.create(key, entry, start)
    return { key, cookie: `${name}=${parts.tickets.seal(ticket, name)}` }
  }
  const open = (...cookies: readonly string[]) =>
    openStored(parts, exchangeWith(cookies.length === 0 ? undefined : cookies.join('; ')))
  return { clock, asked, events, stored, open, store }
}

describe('openStored', () => {
  it('answers at once, and asks nothing, without a ticket that could be good', () => {
    const { open, asked, events } = setUp()
    for (const cookies of [[], ['other=1'], [`${name}=`], [`${name}=garbage`]]) {
      const opening = open(...cookies)
      expect(opening).not.toBeInstanceOf(Promise)
      expect(opening).toMatchObject({ stored: null, superseded: null, failure: undefined })
    }
    expect([asked, events]).toEqual([[], ['malformed', 'malformed']])
  })

  it('asks nothing on the second of the absolute deadline, and from then on', async () => {
    const { open, asked, stored, clock, events } = setUp()
    const { cookie } = await stored(1)
    clock.at += 86_399
    await open(cookie)
    expect(asked).toHaveLength(1)
    clock.at += 1
    expect(open(cookie)).not.toBeInstanceOf(Promise)
    expect([asked.length, events.at(-1)]).toEqual([1, 'absolute'])
  })

  it('finds the session by one load', async () => {
    const { open, asked, stored } = setUp()
    const { cookie, key } = await stored(1)
    expect(await open(cookie)).toMatchObject({ stored: { key, isNewest: true }, hadCookie: true })
    expect(asked).toEqual([key])
  })

  it('tries every cookie of our name, the valid one wins, and tossed ones are reported', async () => {
    const { open, stored, store, events } = setUp()
    const [gone, good] = [await stored(1), await stored(2)]
    await store.delete(gone.key, start)
    const opening = await open(`${name}=garbage`, gone.cookie, good.cookie)
    expect(opening.stored?.key).toBe(good.key)
    expect(events).toEqual(['duplicate-cookie', 'malformed', 'missing'])
  })

  it('knows a superseded ticket, which opens nothing', async () => {
    const { open, stored, events } = setUp()
    const other = [{ digest: new Uint8Array(32), until: null }]
    const { cookie, key } = await stored(1, other)
    expect(await open(cookie)).toMatchObject({ stored: null, superseded: key })
    expect(events).toEqual(['superseded'])
  })

  it('keeps the failure of a store for later instead of throwing it', async () => {
    const failure = new CoatcheckError('ERR_STORE_UNAVAILABLE', 'away')
    const { open, stored } = setUp({
      ...memoryStore(),
      load: async () => {
        throw failure
      },
    })
    const { cookie } = await stored(1)
    expect(await open(cookie)).toMatchObject({ stored: null, failure })
  })

  it('makes an error of whatever a store throws', async () => {
    const { open, stored } = setUp({
      ...memoryStore(),
      load: () => Promise.reject('a text'),
    })
    const { cookie } = await stored(1)
    expect((await open(cookie)).failure).toBeInstanceOf(Error)
  })
})
