/**
 * What it costs that sessions are of few subjects or of many, and of few sessions each or many.
 *
 * @module
 */

import type { CurvePoint } from './curves.ts'
import { type Spread, spread } from './figures.ts'
import { type GrownEngine, grownCoatcheck } from './grown.ts'

const [parallel, mostRevoked] = [64, 8]

/** Measures a store with so many sessions, all of one subject, of some, or each of another. */
export async function subjectCurves(
  engine: GrownEngine,
  sessions: number,
  samples: number,
): Promise<readonly CurvePoint[]> {
  const points: CurvePoint[] = []
  for (const subjects of [1, 64, sessions]) {
    const found = await withSubjects(engine, sessions, subjects, samples)
    if (found === undefined) return []
    const of = `${engine}, ${sessions.toLocaleString('en')} sessions`
    for (const [what, cost] of Object.entries(found)) {
      points.push({ curve: `µs to ${what}, by subjects`, of, at: subjects, found: cost })
    }
  }
  return points
}

async function withSubjects(
  engine: GrownEngine,
  sessionCount: number,
  subjectCount: number,
  samples: number,
): Promise<Readonly<Record<string, Spread>> | undefined> {
  const grown = await grownCoatcheck(engine)
  if (grown === undefined) return undefined
  await using store = grown
  const { subjects } = store
  if (subjects === undefined) return undefined
  const subjectAt = (place: number): string => `subject-${place % subjectCount}`
  let begun = 0
  const one = async (): Promise<void> => {
    for (let at = begun++; at < sessionCount; at = begun++) await store.begin(subjectAt(at))
  }
  await store.hurry?.(true)
  await Promise.all(Array.from({ length: parallel }, one))
  await store.hurry?.(false)
  // Far apart, so that what lies beside is not what is asked for next.
  const times = (count: number, act: (place: number) => Promise<unknown>): Promise<Spread> =>
    timed(count, (at) => act(at * 1_009))
  const each = sessionCount / subjectCount
  return {
    'begin a session and log in': await times(samples, (at) => store.begin(subjectAt(at))),
    'list a subject, its first 500': await times(samples, async (at) => {
      const found = await subjects.list(subjectAt(at))
      if (found < Math.min(each, 500)) throw new Error(`${found} of ${each} sessions are listed`)
    }),
    'end all of a subject': await times(Math.min(subjectCount, mostRevoked), (at) =>
      subjects.revokeAll(subjectAt(at)),
    ),
  }
}

async function timed(count: number, act: (at: number) => Promise<unknown>): Promise<Spread> {
  const waits: number[] = []
  for (let at = 0; at < count; at += 1) {
    const start = performance.now()
    await act(at)
    waits.push((performance.now() - start) * 1_000)
  }
  return spread(waits)
}
