import { describe, it } from 'vitest'
import { rounds } from '../tier.ts'
import { copyCompanies, lossless } from './copy-companies.ts'
import { runCopyRace } from './copy-race.ts'
import { someSchedules } from './schedules.ts'

describe('a copy in the cookie, in some orders of requests and answers', () => {
  for (const { name, moves } of [...copyCompanies(2), ...copyCompanies(3)]) {
    it(`holds for ${name}`, async () => {
      const race = { moves, mayOpenLate: true, mayLoseWrites: false }
      await someSchedules((choices) => runCopyRace(race, choices), rounds(4, 400), 7)
    })
  }
})

describe('a copy in the cookie, in some orders where the store loses writes', () => {
  for (const { name, moves } of [...copyCompanies(2, lossless), ...copyCompanies(3, lossless)]) {
    it(`holds for ${name}`, async () => {
      const race = { moves, mayOpenLate: true, mayLoseWrites: true }
      await someSchedules((choices) => runCopyRace(race, choices), rounds(8, 800), 11)
    })
  }
})
