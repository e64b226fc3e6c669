import { memoryStore } from 'coatcheck/stores/memory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type StoredEntry, tombstoneSeconds } from '../../src/store.ts'
import { rounds } from '../tier.ts'

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const subject = fc.constantFrom('ada', 'bob', null)
const seconds = fc.constantFrom(0, 1, 2, 5, 10, tombstoneSeconds - 1, tombstoneSeconds)

const step = fc.record({
  verb: fc.constantFrom('create', 'create', 'load', 'update', 'touch', 'delete', 'list', 'sweep'),
  key,
  subject,
  version: fc.integer({ min: 1, max: 3 }),
  life: seconds,
  wait: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: seconds }),
  limit: fc.integer({ min: 1, max: 4 }),
})

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

// What the contract says of each verb, as plainly as it can be written: everything is searched.
class Model {
  readonly #entries = new Map<string, StoredEntry>()
  readonly #tombstones = new Map<string, number>()

  do({ verb, key, subject, version, life }: Step, now: number): unknown {
    const given = {
      value: Uint8Array.of(life & 255),
      subject,
      touchedAt: now,
      expiresAt: now + life,
    }
    const found = this.#entries.get(key)
    const live = found !== undefined && found.expiresAt > now ? found : undefined
    switch (verb) {
      case 'create':
        if (live !== undefined || (this.#tombstones.get(key) ?? 0) > now) return false
        this.#tombstones.delete(key)
        this.#entries.set(key, { ...given, version: 1 })
        return true
      case 'load':
        return live ?? null
      case 'update':
        if (live?.version !== version) return false
        this.#entries.set(key, { ...given, version: version + 1 })
        return true
      case 'touch':
        if (live === undefined) return false
        this.#entries.set(key, {
          ...live,
          touchedAt: now,
          expiresAt: Math.max(live.expiresAt, now + life),
        })
        return true
      case 'delete':
        if (live === undefined || (subject !== null && live.subject !== subject)) return false
        this.#entries.delete(key)
        this.#tombstones.set(key, now + tombstoneSeconds)
        return true
      case 'list':
        return [...this.#entries]
          .filter(([, entry]) => entry.subject === (subject ?? 'ada') && entry.expiresAt > now)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([key, entry]) => ({ key, entry }))
      default:
        return this.#sweep(now)
    }
  }

  // Which of the things that are over go first is the store's to choose, so all of them go.
  #sweep(now: number): number {
    let removed = 0
    for (const [key, { expiresAt }] of this.#entries) {
      if (expiresAt <= now && this.#entries.delete(key)) removed += 1
    }
    for (const [key, until] of this.#tombstones) {
      if (until <= now && this.#tombstones.delete(key)) removed += 1
    }
    return removed
  }
}

async function act(
  store: ReturnType<typeof memoryStore>,
  { verb, key, subject, version, life, limit }: Step,
  now: number,
): Promise<unknown> {
  const given = { value: Uint8Array.of(life & 255), subject, touchedAt: now, expiresAt: now + life }
  switch (verb) {
    case 'create':
      return store.create(key, given, now)
    case 'load':
      return store.load(key, now)
    case 'update':
      return store.update(key, given, version, now)
    case 'touch':
      return store.touch(key, now, now + life, now)
    case 'delete':
      return store.delete(key, now, subject ?? undefined)
    case 'list': {
      const entries = []
      let after: string | undefined
      do {
        const page = await store.listBySubject(subject ?? 'ada', { limit, after }, now)
        entries.push(...page.entries)
        after = page.next
      } while (after !== undefined)
      return entries
    }
    default: {
      let [removed, last] = [0, 0]
      do {
        last = await store.sweep(limit, now)
        expect(last).toBeLessThanOrEqual(limit)
        removed += last
      } while (last > 0)
      return removed
    }
  }
}

describe('memoryStore', () => {
  it('answers every sequence of verbs as a store that searches everything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const [store, model] = [memoryStore(), new Model()]
        let now = 1_800_000_000
        for (const each of steps) {
          now += each.wait
          expect(await act(store, each, now)).toEqual(model.do(each, now))
        }
      }),
      { numRuns: rounds(500, 20_000) },
    )
  })
})
