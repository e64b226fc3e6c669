import { describe, expect, it } from 'vitest'
import { moves, runRace } from './race.ts'
import { everySchedule } from './schedules.ts'

const pairs = moves.flatMap((first, i) => moves.slice(i).map((second) => [first, second] as const))

// Three at a time: those whose meeting is worst for what is promised.
const names = [
  ['write', 'logout', 'login as ada'],
  ['write', 'regenerate', 'login as eve'],
  ['regenerate', 'regenerate', 'write'],
  ['update', 'update', 'logout'],
  ['login as ada', 'login as eve', 'write'],
  ['login as ada', 'revokeAll', 'write'],
] as const
const triples = names.map((wanted) =>
  wanted.flatMap((name) => moves.find((move) => move.name === name) ?? []),
)

const nameOf = (race: readonly { name: string }[]) => race.map(({ name }) => name).join(' ∥ ')

describe.each(['ada', null] as const)('every order and every crash, logged in: %s', (subject) => {
  it.each(pairs.map((pair) => ({ name: nameOf(pair), pair })))('$name', async ({ pair }) => {
    const race = { moves: pair, subject, mayCrash: true }
    expect(await everySchedule((choices) => runRace(race, choices))).toBeGreaterThan(0)
  })

  it.each(triples.map((triple) => ({ name: nameOf(triple), triple })))(
    '$name',
    async ({ triple }) => {
      expect(triple).toHaveLength(3)
      const race = { moves: triple, subject, mayCrash: false }
      expect(await everySchedule((choices) => runRace(race, choices))).toBeGreaterThan(0)
    },
  )
})
