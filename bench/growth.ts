/**
 * What sessions cost when there are many: how long a request waits for its store beside one that has
 * few, how many bytes each session takes, and what it takes to find those of a subject.
 *
 * @module
 */

import { at, type Spread, spread } from './figures.ts'
import { type Grown, grownCoatcheck } from './grown.ts'
import { grownPeer, grownPeerNames } from './grown-peers.ts'

/** What was found of one store with so many sessions. */
export interface GrowthFinding {
  readonly store: string
  readonly sessions: number
  /** Bytes of the store for each session, its indexes included. */
  readonly bytesEach?: number
  /** How many sessions began in a second. */
  readonly filledPerSecond: number
  /** Microseconds from the opening of a request that reads to its commit. */
  readonly read: Spread
  /** What 99 in 100 of them do not exceed. */
  readonly readP99: number
  /** The same over that of the store with the fewest sessions, which took turns. */
  readonly readRatio: number
  /** Microseconds of a request that changes. */
  readonly modify: Spread
  /** As for reading. */
  readonly modifyRatio: number
  /** Microseconds to list the ten sessions of a subject. */
  readonly list?: Spread
  /** Microseconds to end them. */
  readonly revokeAll?: Spread
}

/** The stores that are filled. */
export const grownStores: readonly string[] = [
  ...['memory', 'sqlite', 'redis', 'postgres'],
  ...grownPeerNames,
]

const [samples, warmUpSessions] = [600, 2_000]
// So many are begun one by one at first, and so many more each time that others are copied in between;
// all of them may visit.
const [firstGenuine, laterGenuine] = [10_000, 2_000]
const [askedSubjects, sessionsOfEach] = [30, 10]
// As many as a client takes on at a time.
const parallel = 256

/**
 * Fills a store with more and more sessions, and asks for some of them at each size, by turns with a
 * store that stays at the first size.
 *
 * @param sizes how many sessions, rising
 */
export async function measureGrowth(
  name: string,
  sizes: readonly number[],
  tell: (line: string) => void,
): Promise<readonly GrowthFinding[]> {
  const [small, large] = [await opened(name), await opened(name)]
  if (small === undefined || large === undefined) return []
  await using _small = small
  await using _large = large
  const [fewest = 0] = sizes
  tell(`${name}: ${fewest} to compare with`)
  const few = await fill(small, 0, fewest)
  // What is compiled and cached once is no session's.
  const { visitors: early } = await fill(large, 0, warmUpSessions)
  for (const changes of [false, true]) {
    await timed([large, early], [small, few.visitors], changes)
  }
  const findings: GrowthFinding[] = []
  const before = await large.bytes()
  let visitors: readonly string[] = []
  let count = 0
  for (const wanted of sizes) {
    tell(`${name}: ${wanted} sessions`)
    const filled = await fill(large, count, wanted)
    visitors = [...visitors, ...filled.visitors]
    count = wanted
    const bytes = (await large.bytes()) - before
    const read = await timed([large, visitors], [small, few.visitors], false)
    const modify = await timed([large, visitors], [small, few.visitors], true)
    findings.push({
      store: name,
      sessions: wanted,
      ...(bytes > 0 ? { bytesEach: bytes / wanted } : {}),
      filledPerSecond: filled.perSecond,
      read: spread(read.large),
      readP99: at([...read.large].sort(ascending), 0.99),
      readRatio: read.ratio,
      modify: spread(modify.large),
      modifyRatio: modify.ratio,
      ...(await bySubject(large, wanted)),
    })
  }
  return findings
}

function opened(name: string): Promise<Grown | undefined> {
  const peer = grownPeerNames.find((one) => one === name)
  if (peer !== undefined) return grownPeer(peer)
  if (name === 'memory' || name === 'sqlite' || name === 'redis' || name === 'postgres') {
    return grownCoatcheck(name)
  }
  throw new Error(`there is no store ${name}`)
}

async function fill(
  grown: Grown,
  from: number,
  to: number,
): Promise<{ readonly visitors: readonly string[]; readonly perSecond: number }> {
  const genuine = Math.min(to - from, from < firstGenuine ? firstGenuine - from : laterGenuine)
  await grown.hurry?.(true)
  // Not at the end of the table all of them.
  if (from >= firstGenuine) await grown.multiply(Math.floor((to - from - genuine) / 2))
  const start = performance.now()
  const visitors: string[] = []
  let begun = 0
  const one = async (): Promise<void> => {
    while (begun < genuine) {
      begun += 1
      visitors.push(await grown.begin())
    }
  }
  await Promise.all(Array.from({ length: parallel }, one))
  const perSecond = (genuine * 1_000) / (performance.now() - start)
  const left = to - from - genuine
  await grown.multiply(from >= firstGenuine ? left - Math.floor(left / 2) : left)
  await grown.hurry?.(false)
  return { visitors, perSecond }
}

type Asked = readonly [grown: Grown, visitors: readonly string[]]

async function timed(
  large: Asked,
  small: Asked,
  changes: boolean,
): Promise<{ readonly large: readonly number[]; readonly ratio: number }> {
  const waits: readonly [number[], number[]] = [[], []]
  for (const [grown] of [large, small]) grown.forget?.()
  for (let i = -samples / 10; i < samples; i += 1) {
    for (const [which, [grown, visitors]] of [large, small].entries()) {
      // Far apart, so that what lies beside is not what is asked for next.
      const visitor = visitors[(Math.abs(i) * 7_919) % visitors.length] ?? ''
      const start = performance.now()
      await grown.visit(visitor, changes)
      if (i >= 0) waits[which]?.push((performance.now() - start) * 1_000)
    }
  }
  const [ofLarge, ofSmall] = waits
  return { large: ofLarge, ratio: spread(ofLarge).median / spread(ofSmall).median }
}

async function bySubject(
  { begin, subjects }: Grown,
  size: number,
): Promise<Pick<GrowthFinding, 'list' | 'revokeAll'>> {
  if (subjects === undefined) return {}
  const names = Array.from({ length: askedSubjects }, (_, i) => `subject-${size}-${i}`)
  const [list, revokeAll]: [number[], number[]] = [[], []]
  for (const name of names) {
    for (let i = 0; i < sessionsOfEach; i += 1) await begin(name)
  }
  for (const name of names) {
    const start = performance.now()
    const found = await subjects.list(name)
    list.push((performance.now() - start) * 1_000)
    if (found !== sessionsOfEach)
      throw new Error(`${found} of ${sessionsOfEach} sessions are listed`)
  }
  for (const name of names) {
    const start = performance.now()
    await subjects.revokeAll(name)
    revokeAll.push((performance.now() - start) * 1_000)
  }
  return { list: spread(list), revokeAll: spread(revokeAll) }
}

function ascending(one: number, other: number): number {
  return one - other
}
