import { adapterApp, adapterContract } from 'coatcheck/testing'
import { describe, expect, it } from 'vitest'
import { serve } from './servers.ts'
import { wrongInAnswering } from './wrong-adapters/answering.ts'
import { wrongInCommitting } from './wrong-adapters/committing.ts'
import { wrongInOpening } from './wrong-adapters/opening.ts'
import { wrongInServing } from './wrong-adapters/serving.ts'

const wrongAdapters = [
  ...wrongInOpening,
  ...wrongInCommitting,
  ...wrongInAnswering,
  ...wrongInServing,
]

describe('the adapter contract', () => {
  for (const { fault, breaks, listener } of wrongAdapters) {
    it(`tells by the rules it breaks that ${fault}`, async () => {
      const kept: string[] = []
      for (const rule of adapterContract) {
        if (!breaks.includes(rule.name)) continue
        await using server = await serve(listener(adapterApp()))
        await rule.check(server).then(
          () => kept.push(rule.name),
          () => {},
        )
      }
      expect(kept).toEqual([])
    })
  }

  it('has no rule that none of these adapters breaks, and there is no adapter that breaks none', () => {
    const broken = new Set(wrongAdapters.flatMap(({ breaks }) => breaks))
    expect(broken).toEqual(new Set(adapterContract.map(({ name }) => name)))
    expect(wrongAdapters.filter(({ breaks }) => breaks.length === 0)).toEqual([])
  })
})
