import { describe, expect, it } from 'vitest'
import { moves, runRace } from './race.ts'
import { everySchedule } from './schedules.ts'

const pairs = moves.flatMap((first, i) => moves.slice(i).map((second) => [first, second] as const))

describe.each(['ada', null] as const)('two requests at once, logged in: %s', (subject) => {
  it.each(pairs.map(([a, b]) => ({ name: `${a.name} ∥ ${b.name}`, pair: [a, b] })))(
    '$name',
    async ({ pair }) => {
      const runs = await everySchedule((choices) =>
        runRace({ moves: pair, subject, mayCrash: false }, choices),
      )
      expect(runs).toBeGreaterThan(0)
    },
  )
})
