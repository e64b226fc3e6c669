/**
 * What happens to the queues of a store's shards, second by second, when something unusual happens.
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
  /** The longest that a command waited for its turn, in seconds. */
  readonly longestWait: number
  /** For how many seconds commands waited longer than a second. */
  readonly slowSeconds: number
  /** Which share of all commands waited longer than the patience of a request, and failed. */
  readonly failed: number
  /** How many seconds it took until nothing waited. */
  readonly over: number
}

/** How long a command waits for its turn at most, as `openStore` has it. */
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
  const waiting = new Array<number>(shards).fill(0)
  let [all, failed, longestWait, slowSeconds, over] = [0, 0, 0, 0, 0]
  for (let second = 0; second < incident.seconds; second += 1) {
    let slowest = 0
    for (let shard = 0; shard < shards; shard += 1) {
      const come = usual * incident.load(second)
      const answered = most * incident.capacity(second, shard)
      all += come
      const queue = (waiting[shard] ?? 0) + come
      const left = Math.max(0, queue - answered)
      // Whoever would wait longer gives up, and does not come to the store.
      const bearable = most * patienceSeconds
      failed += Math.max(0, left - bearable)
      waiting[shard] = Math.min(left, bearable)
      const wait = (waiting[shard] ?? 0) / most
      slowest = Math.max(slowest, wait)
    }
    longestWait = Math.max(longestWait, slowest)
    if (slowest > 1) slowSeconds += 1
    if (slowest > 0.01) over = second + 1
  }
  return { longestWait, slowSeconds, failed: all === 0 ? 0 : failed / all, over }
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
