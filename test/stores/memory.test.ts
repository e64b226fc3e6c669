import { memoryStore } from 'coatcheck/stores/memory'
import { storeContract } from 'coatcheck/testing'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/time.ts'

describe('the memory store keeps the store contract', () => {
  for (const rule of storeContract) {
    it(rule.name, async () => {
      await rule.check({ store: memoryStore(), now: systemClock() })
    })
  }
})

describe('a memory store that went through every rule before', () => {
  it('keeps the contract again', async () => {
    const store = memoryStore()
    for (const round of [1, 2]) {
      for (const rule of storeContract) {
        await expect(
          rule.check({ store, now: systemClock() }),
          `${rule.name} in round ${round}`,
        ).resolves.toBeUndefined()
      }
    }
  })
})

describe('storeContract', () => {
  it('names each rule once', () => {
    const names = storeContract.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
