import { memoryStore } from 'coatcheck/stores/memory'
import { storeContract } from 'coatcheck/testing'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/store.ts'
import { systemClock } from '../../src/time.ts'
import { wrongInCreating } from './wrong-stores/creating.ts'
import { wrongInDeleting } from './wrong-stores/deleting.ts'
import { wrongInListing } from './wrong-stores/listing.ts'
import { wrongInRevoking } from './wrong-stores/revoking.ts'
import { wrongInSweeping } from './wrong-stores/sweeping.ts'
import { wrongInTouching } from './wrong-stores/touching.ts'
import { wrongInUpdating } from './wrong-stores/updating.ts'

const wrongStores = [
  ...wrongInCreating,
  ...wrongInUpdating,
  ...wrongInTouching,
  ...wrongInDeleting,
  ...wrongInListing,
  ...wrongInRevoking,
  ...wrongInSweeping,
]

async function brokenBy(make: () => Store): Promise<readonly string[]> {
  const broken: string[] = []
  for (const rule of storeContract) {
    await rule.check({ store: make(), now: systemClock() }).catch(() => broken.push(rule.name))
  }
  return broken
}

describe('the store contract', () => {
  for (const { fault, breaks, around } of wrongStores) {
    it(`tells by the rules it breaks that ${fault}`, async () => {
      const broken = await brokenBy(() => {
        const store = memoryStore()
        return { ...store, ...around(store) }
      })
      expect(broken).toEqual(breaks)
    })
  }

  it('has no rule that none of these stores breaks, and there is no store that breaks none', () => {
    const broken = new Set(wrongStores.flatMap(({ breaks }) => breaks))
    expect(broken).toEqual(new Set(storeContract.map(({ name }) => name)))
    expect(wrongStores.filter(({ breaks }) => breaks.length === 0)).toEqual([])
  })

  it('is broken in every verb by one of these stores', () => {
    const verbs = wrongStores.flatMap(({ around }) => Object.keys(around(memoryStore())))
    expect(new Set(verbs)).toEqual(new Set(Object.keys(memoryStore())))
  })

  it('says what was expected and what was found', async () => {
    const store = memoryStore()
    const rule = storeContract.find(({ name }) => name === 'delete ends a live entry, once')
    await expect(
      rule?.check({ store: { ...store, delete: async () => false }, now: systemClock() }),
    ).rejects.toThrow('delete: expected true, found false')
  })
})
