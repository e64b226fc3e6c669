import { describe, expect, it } from 'vitest'
import { copyCompanies, lossless } from './copy-companies.ts'
import { runCopyRace } from './copy-race.ts'
import { everySchedule } from './schedules.ts'

describe('a copy in the cookie, in every order where the store loses writes', () => {
  for (const { name, moves } of copyCompanies(2, lossless)) {
    it(`holds for ${name}`, async () => {
      const race = { moves, mayOpenLate: true, mayLoseWrites: true }
      expect(await everySchedule((choices) => runCopyRace(race, choices))).toBe(120)
    })
  }

  for (const { name, moves } of copyCompanies(3, lossless)) {
    it(`holds for ${name}`, async () => {
      const race = { moves, mayOpenLate: false, mayLoseWrites: true }
      expect(await everySchedule((choices) => runCopyRace(race, choices))).toBe(384)
    })
  }
})
