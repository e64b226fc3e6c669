/**
 * What may happen to sessions in a store, as plain data: fast-check draws it, and makes what fails
 * smaller. Numbers pick among what there is, so that every plan can be run.
 *
 * @module
 */

import fc from 'fast-check'
import { clocks } from './model.ts'

const subjects = ['ada', 'eve'] as const
const keys = ['a', 'b', 'c'] as const

const op = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('put'), key: fc.constantFrom(...keys) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove'), key: fc.constantFrom(...keys) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('count') }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('login'), subject: fc.constantFrom(...subjects) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('logout', 'clear') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('regenerate') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('permanent'), is: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('flash', 'flash', 'take') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('revokeOthers'),
      subject: fc.constantFrom(...subjects),
    }),
  },
)

/** Something a handler does. */
export type Op = typeof op extends fc.Arbitrary<infer Value> ? Value : never

const few = fc.nat({ max: 2 })
// Mostly one browser: what happens to one session is what may go wrong.
const where = { browser: fc.constantFrom(0, 0, 0, 0, 1, 2), process: fc.nat({ max: 1 }) }

const request = fc.record({
  step: fc.constant('request'),
  ...where,
  /** Its own cookie, none, or any that was ever sent to anybody. */
  cookie: fc.oneof(
    { weight: 12, arbitrary: fc.constant('own') },
    { weight: 1, arbitrary: fc.constant('none') },
    { weight: 3, arbitrary: fc.nat() },
  ),
  before: fc.array(op, { maxLength: 2 }),
  after: fc.array(op, { maxLength: 2 }),
  /** Whether it waits between the two, until a later step lets it go on. */
  isHeld: fc.boolean(),
  status: fc.constantFrom(200, 200, 200, 200, 200, 303, 404, 500),
  answer: fc.constantFrom('arrives', 'arrives', 'arrives', 'arrives', 'is late', 'is lost'),
  isNavigation: fc.boolean(),
})

/** A request. */
export type RequestStep = typeof request extends fc.Arbitrary<infer Value> ? Value : never

const edges = Object.values(clocks).flatMap((seconds) => [seconds - 1, seconds, seconds + 1])

const step = fc.oneof(
  { weight: 24, arbitrary: request },
  { weight: 9, arbitrary: fc.record({ step: fc.constant('go on'), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('late answers'), browser: few }) },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant('turn'),
      seconds: fc.oneof(
        { weight: 4, arbitrary: fc.nat({ max: 40 }) },
        { weight: 4, arbitrary: fc.constantFrom(...edges.filter((seconds) => seconds < 100)) },
        { weight: 1, arbitrary: fc.constantFrom(...edges) },
      ),
    }),
  },
  {
    weight: 3,
    // To the second before a session is over, the second on which it is, or the one after that.
    arbitrary: fc.record({
      step: fc.constant('turn to the end'),
      ...where,
      off: fc.constantFrom(-1, -1, -1, 0, 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constant('revoke'),
      ...where,
      subject: fc.constantFrom(...subjects),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constantFrom('revokeAll', 'list'),
      ...where,
      subject: fc.constantFrom(...subjects),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constantFrom('revokeEveryone', 'sweep', 'restart', 'rotate'),
      ...where,
    }),
  },
)

/** Something that happens. */
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** Everything that happens, one after another. */
export const plans: fc.Arbitrary<readonly Step[]> = fc.array(step, {
  minLength: 1,
  maxLength: 60,
  size: 'max',
})

/** By how many seconds the second process's clock is off. */
export const skews: fc.Arbitrary<number> = fc.constantFrom(0, 0, 3, -7)
