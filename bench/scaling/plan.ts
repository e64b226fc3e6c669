/**
 * How much of a store so many sessions need.
 *
 * @module
 */

import type { StoreCost } from './measured.ts'

/** What an app is like. */
export interface Load {
  /** How many sessions live at a time. */
  readonly sessions: number
  /** Bytes of JSON in each. */
  readonly dataBytes: number
  /** Which share of them is logged in. */
  readonly loggedIn: number
  /** How many requests of each session use it, in an hour on average. */
  readonly requestsPerHour: number
  /** Which share of these requests changes something. */
  readonly changing: number
  /** How many times the average the busiest minute is. */
  readonly peak: number
  /** Which share of reads a copy in the cookie takes from the store (`cacheInCookie`). */
  readonly fromCopies: number
}

/** What a node of a store can do. */
export interface Node {
  /** Bytes that sessions may take, beside what the server needs itself. */
  readonly bytes: number
  /** Commands a second that it answers without a queue. */
  readonly commandsPerSecond: number
  /** What it costs in a month. */
  readonly monthly: number
  /** How many copies of each shard there are, itself included. */
  readonly copies: number
}

/** What is needed. */
export interface Plan {
  /** Bytes of all sessions. */
  readonly bytes: number
  /** Commands in the busiest second. */
  readonly commandsPerSecond: number
  /** Shards, by whichever needs more of them. */
  readonly shards: number
  readonly limitedBy: 'memory' | 'commands'
  /** For all nodes, replicas included. */
  readonly monthly: number
}

// What the JSON of the measured sessions takes.
const measuredDataBytes = 73

// How busy a shard may be in the busiest minute: one that fell behind has to catch up beside its work.
const busiest = 0.5

/** Gives what a load needs of a store. */
export function planFor(load: Load, cost: StoreCost, node: Node): Plan {
  const each =
    cost.bytes +
    load.loggedIn * cost.loginBytes +
    Math.max(0, load.dataBytes - measuredDataBytes) * cost.bytesPerByte
  const bytes = load.sessions * each
  const commandsPerSecond = requestsPerSecond(load) * load.peak * commandsPerRequest(load, cost)
  const [byMemory, byCommands] = [
    Math.ceil(bytes / node.bytes),
    Math.ceil(commandsPerSecond / (node.commandsPerSecond * busiest)),
  ]
  const shards = Math.max(1, byMemory, byCommands)
  return {
    bytes,
    commandsPerSecond,
    shards,
    limitedBy: byCommands > byMemory ? 'commands' : 'memory',
    monthly: shards * node.copies * node.monthly,
  }
}

/** Gives how many requests use a session in a second on average. */
function requestsPerSecond({ sessions, requestsPerHour }: Load): number {
  return (sessions * requestsPerHour) / 3_600
}

/** Gives how many commands a request costs on average. */
function commandsPerRequest(
  { changing, fromCopies }: Load,
  { commands }: Pick<StoreCost, 'commands'>,
): number {
  return (1 - changing) * commands.read * (1 - fromCopies) + changing * commands.modify
}
