import { describe, expect, it } from 'vitest'
import { isLong } from '../tier.ts'
import { runRace, triples } from './race.ts'
import { everySchedule, someSchedules } from './schedules.ts'

const seed = 20_261_122
const sample = 2_000

// Three at a time have hundreds of thousands of orders: all of them in the long run, else a sample.
describe.each(['ada', null] as const)('three requests at once, logged in: %s', (subject) => {
  it.each(triples)('$name', async ({ moves }) => {
    const race = { moves, subject, mayCrash: false }
    const run = (choices: Parameters<typeof runRace>[1]) => runRace(race, choices)
    const runs = await (isLong ? everySchedule(run) : someSchedules(run, sample, seed))
    expect(runs).toBeGreaterThanOrEqual(isLong ? 1 : sample)
  })
})
