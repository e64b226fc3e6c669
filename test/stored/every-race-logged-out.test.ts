import { describe, expect, it } from 'vitest'
import { pairs, runRace } from './race.ts'
import { everySchedule } from './schedules.ts'

describe('every order and every crash of two requests of somebody logged out', () => {
  it.each(pairs)('$name', async ({ moves }) => {
    const race = { moves, subject: null, mayCrash: true } as const
    expect(await everySchedule((choices) => runRace(race, choices))).toBeGreaterThan(0)
  })
})
