/**
 * What happens to the queues of a store's shards, tenth by tenth of a second, when something unusual
 * happens.
 *
 * @module
 */

/** Something unusual, as what it does in each second. */
export interface Incident {
  readonly name: string
  /** Seconds that are simulated. */
  readonly seconds: number
  /** How many times the usual number of commands come in a second. */
  load(second: number): number
  /** Which share of a shard's commands can be answered in a second, by the shard's place. */
  capacity(second: number, shard: number): number
}

/** What came of it. */
export interface Outcome {
  /** The longest that a command waited for its answer, in seconds. */
  readonly longestWait: number
  /** In how many seconds commands came that waited longer than a second. */
  readonly slowSeconds: number
  /** Which share of all commands waited longer than the patience of a request, and failed. */
  readonly failed: number
  /** How many seconds it took until nothing waited. */
  readonly over: number
}

/** How long a command waits for its answer at most, as `openStore` has it. */
export const patienceSeconds = 5

/**
 * Simulates an incident.
 *
 * @param usual commands a second of one shard without it
 * @param most commands a second that a shard can answer
 */
export function simulate(
  incident: Incident,
  {
    shards,
    usual,
    most,
  }: { readonly shards: number; readonly usual: number; readonly most: number },
): Outcome {
  const queues = Array.from({ length: shards }, (): Waiting[] => [])
  const slowSeconds = new Set<number>()
  let [all, failed, longestWait, over] = [0, 0, 0, 0]
  const note = (since: number, wait: number): void => {
    longestWait = Math.max(longestWait, wait)
    if (wait > 1) slowSeconds.add(Math.floor(since))
    if (wait > 0) over = Math.max(over, since + wait + step)
  }
  for (let tick = 0; tick < incident.seconds / step; tick += 1) {
    const now = tick * step
    const second = Math.floor(now + step / 2)
    for (const [shard, queue] of queues.entries()) {
      const come = usual * incident.load(second) * step
      queue.push({ since: now, count: come })
      all += come
      let room = most * incident.capacity(second, shard) * step
      for (let first = queue[0]; first !== undefined; first = queue[0]) {
        const wait = round(now - first.since)
        // Whoever has waited for too long gives up, and does not come to the store.
        if (wait < patienceSeconds && room <= 0) break
        const done = wait < patienceSeconds ? Math.min(room, first.count) : first.count
        if (wait >= patienceSeconds) failed += done
        else room -= done
        note(first.since, wait)
        first.count -= done
        if (first.count > 1e-6) break
        queue.shift()
      }
    }
  }
  return {
    longestWait,
    slowSeconds: slowSeconds.size,
    failed: all === 0 ? 0 : failed / all,
    over: Math.ceil(round(over)),
  }
}

const step = 0.1

interface Waiting {
  readonly since: number
  count: number
}

function round(seconds: number): number {
  return Math.round(seconds / step) * step
}

/** In how many seconds those who were logged out come back. */
export const returnSeconds = 900

/**
 * The incidents of the documentation.
 *
 * @param logins commands of a store when everybody who was logged in logs in again within
 * `returnSeconds`, over those that usually come meanwhile
 */
export function incidents(logins: number): readonly Incident[] {
  return [
    {
      name: 'flash crowd: three times the peak within a minute, for ten minutes',
      seconds: 1_200,
      load: (second) => (second < 60 ? 1 + (2 * second) / 60 : second < 660 ? 3 : 1),
      capacity: () => 1,
    },
    {
      name: 'failover: the master of one shard is gone for 15 seconds at the peak',
      seconds: 600,
      load: () => 1,
      capacity: (second, shard) => (shard === 0 && second >= 10 && second < 25 ? 0 : 1),
    },
    {
      // One command raises the epoch; then everybody comes with a session that counts no more, as they would
      // have come with one that does.
      name: 'revoke everyone: all are out at once, and log in again within 15 minutes',
      seconds: 1_800,
      load: (second) => 1 + (second < returnSeconds ? logins : 0),
      capacity: () => 1,
    },
  ]
}
