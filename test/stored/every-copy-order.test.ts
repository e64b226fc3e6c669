import { describe, expect, it } from 'vitest'
import { copyCompanies } from './copy-companies.ts'
import { runCopyRace } from './copy-race.ts'
import { everySchedule } from './schedules.ts'

describe('a copy in the cookie, in every order of requests and answers', () => {
  for (const { name, moves } of copyCompanies(2)) {
    it(`holds for ${name}`, async () => {
      const race = { moves, mayOpenLate: true, mayLoseWrites: false }
      expect(await everySchedule((choices) => runCopyRace(race, choices))).toBe(40)
    })
  }

  for (const { name, moves } of copyCompanies(3)) {
    it(`holds for ${name}`, async () => {
      const race = { moves, mayOpenLate: false, mayLoseWrites: false }
      expect(await everySchedule((choices) => runCopyRace(race, choices))).toBe(96)
    })
  }
})
