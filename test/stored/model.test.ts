import { memoryStore } from 'coatcheck/stores/memory'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isLong, rounds } from '../tier.ts'
import { faults } from './model-faults.ts'
import { memory, type Place, sqlite } from './model-places.ts'
import { namedPlans } from './model-plans.ts'
import { plans, type Step, skews } from './model-steps.ts'
import { World } from './model-world.ts'

const seed = 20_270_114
// Some seconds, but machines may be busy.
const patience = isLong ? 3_600_000 : 120_000

let present: World | undefined

function worldAt(place: Place, skew = 0): World {
  present = new World(place, skew)
  return present
}

function holdsAt(place: Place): fc.IAsyncPropertyWithHooks<[readonly Step[], number]> {
  return fc.asyncProperty(plans, skews, (plan, skew) => worldAt(place, skew).run(plan))
}

describe('sessions in a store, every clock turned by hand', { timeout: patience }, () => {
  beforeEach(() => {
    // How long a request took is measured by the machine, whose clock is turned along.
    vi.spyOn(performance, 'now').mockImplementation(() => (present?.model.time ?? 0) - 1.7e12)
  })
  afterEach(() => vi.restoreAllMocks())

  for (const { name, plan, skew } of namedPlans) {
    it(`keep it that ${name}`, async () => {
      for (const place of [memory, sqlite]) await worldAt(place, skew).run(plan)
    })
  }

  it('do what is promised in memory, whatever happens in whatever order', async () => {
    await fc.assert(holdsAt(memory), { seed, numRuns: rounds(400, 100_000) })
  })

  it('do what is promised in SQLite, whatever happens in whatever order', async () => {
    await fc.assert(holdsAt(sqlite), { seed: seed + 1, numRuns: rounds(60, 5_000) })
  })

  for (const { fault, around } of faults) {
    it(`are found to be wrong where ${fault}`, async () => {
      const place: Place = {
        makeStore(clock) {
          const store = memoryStore({ clock })
          return { ...store, ...around(store) }
        },
      }
      const found = await fc.check(holdsAt(place), { seed, numRuns: 200, endOnFailure: true })
      expect(found.failed).toBe(true)
    })
  }
})
