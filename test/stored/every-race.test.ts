import { describe, expect, it } from 'vitest'
import { pairs, runRace, triples } from './race.ts'
import { everySchedule } from './schedules.ts'

describe.each(['ada', null] as const)('every order and every crash, logged in: %s', (subject) => {
  it.each(pairs)('$name', async ({ moves }) => {
    const race = { moves, subject, mayCrash: true }
    expect(await everySchedule((choices) => runRace(race, choices))).toBeGreaterThan(0)
  })
})

describe.each(['ada', null] as const)('every order of three, logged in: %s', (subject) => {
  it.each(triples)('$name', async ({ moves }) => {
    const race = { moves, subject, mayCrash: false }
    expect(await everySchedule((choices) => runRace(race, choices))).toBeGreaterThan(0)
  })
})
