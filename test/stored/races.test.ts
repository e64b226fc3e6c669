import { describe, expect, it } from 'vitest'
import { rounds } from '../tier.ts'
import { pairs, type Race, runRace } from './race.ts'
import { someSchedules } from './schedules.ts'

const seed = 20_261_122
const runs = rounds(8, 400)

// A sample, the same each time. The wide tier tries every order with every crash.
describe.each(['ada', null] as const)('two requests at once, logged in: %s', (subject) => {
  it.each(pairs)('$name', async ({ moves }) => {
    const race: Race = { moves, subject, mayCrash: true }
    const tried = await someSchedules((choices) => runRace(race, choices), runs, seed)
    expect(tried).toBe(runs)
  })
})
