/**
 * Races: two or three requests at once, in every order in which the store could see them.
 *
 * @module
 */

import type { Store } from '../store.ts'
import { memoryStore } from '../stores/memory.ts'
import { gateBefore } from './race-gate.ts'
import { everySchedule, type Tried } from './race-schedules.ts'

/** What a request of a race is given. */
export interface RaceEntry<World> {
  /** The store as this request's process sees it: each command waits for its turn. */
  readonly store: Store
  /** What `before` made. */
  readonly world: World
  /**
   * Waits for a turn that is no command of the store: before a database of the app's own is asked, or
   * before an answer arrives at the browser.
   *
   * @param label what is done then, for the trace
   */
  readonly step: (label: string) => Promise<void>
}

/** What came of a race. */
export interface RaceFinish<World, Name extends string, Result> {
  /** The store; nothing waits any more. */
  readonly store: Store
  /** What `before` made. */
  readonly world: World
  /** What each request resolved or rejected with, by its name. */
  readonly results: Readonly<Record<Name, PromiseSettledResult<Result>>>
}

/** A race, as it is run again and again. */
export interface RaceOptions<World, Name extends string, Result> {
  /** Makes the store of a schedule (default: an empty `memoryStore()`). */
  readonly newStore?: (() => Store | Promise<Store>) | undefined
  /** Makes everything anew before each schedule; nothing waits meanwhile. */
  readonly before: (store: Store) => World | Promise<World>
  /**
   * The requests by name, two or three of them, which begin together. Each makes the app anew on the
   * store it is given, as a process of its own would.
   */
  readonly requests: {
    readonly [N in Name]: (entry: RaceEntry<World>) => Result | Promise<Result>
  }
  /** Says what must hold afterwards, whatever the order was: throws, or gives `false`, when not. */
  readonly holds: (finish: RaceFinish<World, Name, Result>) => unknown
  /** After how many schedules to stop (default `1_000`). Two requests of five commands have 252. */
  readonly maxSchedules?: number | undefined
}

/** A schedule after which something did not hold. */
export interface BrokenSchedule {
  /** The steps in their order, a line each, and what did not hold. */
  readonly trace: string
  /** What `holds` threw; `false` when it gave that. */
  readonly reason: unknown
}

/** What a race showed. */
export interface RaceReport extends Tried {
  /** The schedules that broke something, at most ten, those with the fewest switches first. */
  readonly broken: readonly BrokenSchedule[]
}

const mostBroken = 10

/**
 * Runs requests that happen at the same time through every order of their store commands, and reports
 * the orders after which something does not hold. The same race gives the same report each time.
 *
 * With real HTTP in between it works too, and takes longer. Sessions in their cookie have no commands:
 * let the requests `step` where their answers arrive.
 *
 * @throws {Error} when a request neither ends nor gives the store a command within 30 seconds
 * @example
 * const race = await raceOf({
 *   before: (store) => loggedIn(sessionsOn(store), { coupons: 1 }),
 *   requests: {
 *     first: ({ store, world }) => redeem(appOn(store), world),
 *     second: ({ store, world }) => redeem(appOn(store), world),
 *   },
 *   holds: ({ results }) => redeemedOnce(results.first, results.second),
 * })
 * expect(race.broken).toEqual([])
 */
export async function raceOf<World, Name extends string, Result>(
  options: RaceOptions<World, Name, Result>,
): Promise<RaceReport> {
  const { newStore = precise, before, requests, holds, maxSchedules = 1_000 } = options
  const entries = Object.entries<(entry: RaceEntry<World>) => Result | Promise<Result>>(requests)
  const names = entries.map(([name]) => name)
  const broken: BrokenSchedule[] = []

  const tried = await everySchedule(maxSchedules, async (choose) => {
    const store = await newStore()
    const world = await before(store)
    const gate = gateBefore(store, names)
    const lines: string[] = []
    const running = entries.map(async ([, request], actor) => {
      const step = (label: string): Promise<void> => gate.step(actor, label)
      try {
        return await request({ store: gate.storeFor(actor), world, step })
      } finally {
        gate.leave(actor)
      }
    })
    const settled = Promise.allSettled(running)
    try {
      let last: number | undefined
      for (let held = await gate.waiting(); held.length > 0; held = await gate.waiting()) {
        last = choose(held, last)
        lines.push(`${names[last]}: ${await gate.pass(last)}`)
      }
    } finally {
      gate.open()
    }
    const outcomes = await settled
    // Each name has its outcome.
    const results = Object.fromEntries(
      outcomes.map((outcome, actor) => [names[actor], outcome]),
    ) as Record<Name, PromiseSettledResult<Result>>
    const reason = await brokenBy(() => holds({ store, world, results }))
    if (reason !== undefined) {
      const ends = outcomes.map((outcome, actor) => `${names[actor]} ${endOf(outcome)}`)
      broken.push({ trace: [...lines, ...ends, `broken: ${inWords(reason)}`].join('\n'), reason })
    }
    return broken.length < mostBroken
  })
  return { ...tried, broken }
}

// Finer than milliseconds, and at the pace of the clock that requests are measured with: a login is
// compared with a revocation right before it.
function precise(): Store {
  return memoryStore({ clock: () => performance.timeOrigin + performance.now() })
}

async function brokenBy(check: () => unknown): Promise<unknown> {
  try {
    return (await check()) === false ? false : undefined
  } catch (error) {
    return error ?? new Error('holds threw nothing')
  }
}

function endOf(outcome: PromiseSettledResult<unknown>): string {
  return outcome.status === 'fulfilled' ? 'is done' : `failed: ${inWords(outcome.reason)}`
}

function inWords(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason)
}
