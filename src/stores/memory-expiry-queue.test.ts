import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Expiring, expiryQueue } from './memory-expiry-queue.ts'

const step = fc.record({
  verb: fc.constantFrom('add', 'add', 'add', 'settle', 'remove', 'take'),
  at: fc.nat(),
  expiresAt: fc.nat(20),
})

describe('expiryQueue', () => {
  it('has nothing in front while it is empty', () => {
    expect(expiryQueue().first()).toBeUndefined()
  })

  it('has the first to be over in front, whatever came, moved and went', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = expiryQueue<Expiring>()
        const things: Expiring[] = []
        for (const { verb, at, expiresAt } of steps) {
          const thing = verb === 'take' ? queue.first() : things[at % things.length]
          if (verb === 'add') {
            const added = { expiresAt, place: -1 }
            queue.add(added)
            things.push(added)
          } else if (thing !== undefined && verb === 'settle') {
            thing.expiresAt = expiresAt
            queue.settle(thing)
          } else if (thing !== undefined) {
            queue.remove(thing)
            things.splice(things.indexOf(thing), 1)
          }
          const earliest = Math.min(...things.map((other) => other.expiresAt))
          expect(queue.first()?.expiresAt ?? Number.POSITIVE_INFINITY).toBe(earliest)
        }
      }),
    )
  })
})
