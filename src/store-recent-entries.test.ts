import { describe, expect, it } from 'vitest'
import { type EntryCodec, type EntryHead, entryCodec } from './codecs/entry.ts'
import { keyRing } from './crypto/key-ring.ts'
import { maxRecentAge } from './recent.ts'
import type { SessionRecord } from './record.ts'
import { maxRecentValueBytes, recentEntries } from './store-recent-entries.ts'

const key = 'a'.repeat(43)
const locator = new Uint8Array(16).fill(1)
const record: SessionRecord = {
  id: locator,
  createdAt: 1_800_000_000,
  touchedAt: 1_800_000_060,
  authenticatedAt: 1_800_000_000,
  subject: 'john_doe',
  permanent: false,
  flashes: [{ text: 'Hello', category: 'message' }],
  body: { text: '{"visits":3}', rich: false },
}
const head: EntryHead = {
  generation: 1,
  epoch: 7,
  counter: 3,
  createdAt: 1_800_000_000,
  tokens: [{ digest: new Uint8Array(32).fill(3), until: null }],
}

/** Entries with a memory, how often anything was unsealed, and the codec without it. */
function setUp() {
  const clock = { now: 1_800_000_000 }
  const codec = entryCodec(keyRing('q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'))
  const asked: string[] = []
  const counted: EntryCodec = {
    ...codec,
    unseal(...args) {
      asked.push('unsealed')
      return codec.unseal(...args)
    },
  }
  return { clock, codec, asked, entries: recentEntries(counted, () => clock.now) }
}

describe('recentEntries', () => {
  it('unseals a value once, and gives what the codec gives', () => {
    const { codec, asked, entries } = setUp()
    const value = codec.seal(head, record, key)
    for (let i = 0; i < 3; i += 1) {
      expect(entries.unseal(Uint8Array.from(value), locator, key)).toEqual(record)
      expect(entries.readHead(Uint8Array.from(value))).toEqual(codec.readHead(value))
    }
    expect(asked).toEqual(['unsealed'])
  })

  it('unseals a value each time that is longer than what is kept', () => {
    const { asked, entries } = setUp()
    const long = { ...record, body: { text: `"${'x'.repeat(maxRecentValueBytes)}"`, rich: false } }
    const value = entries.seal(head, long, key)
    for (let i = 0; i < 3; i += 1) expect(entries.unseal(value, locator, key)).toEqual(long)
    expect(asked).toHaveLength(3)
  })

  it('need not unseal what it sealed', () => {
    const { codec, asked, entries } = setUp()
    const value = entries.seal(head, record, key)
    expect(entries.unseal(value, locator, key)).toEqual(record)
    expect(entries.readHead(value)).toEqual(codec.readHead(value))
    expect(asked).toEqual([])
  })

  it('shares no object between those who ask', () => {
    const { entries } = setUp()
    const value = entries.seal(head, record, key)
    const [one, other] = [entries.unseal(value, locator, key), entries.unseal(value, locator, key)]
    if ('rejected' in one || 'rejected' in other) throw new Error('refused')
    expect(one).not.toBe(other)
    expect(one.id).not.toBe(other.id)
    expect(one.flashes).not.toBe(other.flashes)
    expect(one.flashes[0]).not.toBe(other.flashes[0])
  })

  it('refuses a known value with any byte changed', () => {
    const { entries } = setUp()
    const value = entries.seal(head, record, key)
    for (let at = 1; at < value.length; at += 1) {
      const changed = Uint8Array.from(value)
      changed[at] = (changed[at] ?? 0) ^ 1
      const found = entries.readHead(changed)
      if (!('rejected' in found)) {
        expect(entries.unseal(changed, locator, key)).toHaveProperty('rejected')
      }
    }
  })

  it('opens a known value for its own locator and key alone', () => {
    const { entries } = setUp()
    const value = entries.seal(head, record, key)
    const refused = { rejected: 'tampered' }
    expect(entries.unseal(value, new Uint8Array(16).fill(2), key)).toEqual(refused)
    expect(entries.unseal(value, new Uint8Array(0), key)).toEqual(refused)
    expect(entries.unseal(value, locator, 'b'.repeat(43))).toEqual(refused)
  })

  it('is not changed by what happens to a value later', () => {
    const { codec, entries } = setUp()
    const value = entries.seal(head, record, key)
    const other = codec.seal({ ...head, counter: 4 }, record, key)
    value.set(other)
    expect(entries.readHead(value)).toEqual(codec.readHead(other))
  })

  it('forgets after five minutes', () => {
    const { clock, asked, entries } = setUp()
    const value = entries.seal(head, record, key)
    clock.now += maxRecentAge
    expect(entries.unseal(value, locator, key)).toEqual(record)
    expect(asked).toEqual(['unsealed'])
  })

  it('remembers nothing of what is refused', () => {
    const { asked, entries } = setUp()
    const nonsense = new Uint8Array(100).fill(1)
    for (let i = 0; i < 2; i += 1) entries.unseal(nonsense, locator, key)
    expect(asked).toEqual(['unsealed', 'unsealed'])
  })
})
