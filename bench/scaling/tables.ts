/**
 * The tables of `docs/scaling.md`.
 *
 * @module
 */

import { incidentRun, type StoreCost, storeCosts } from './measured.ts'
import { type Load, type Node, type Plan, planFor } from './plan.ts'
import { incidents, returnSeconds, simulate } from './simulation.ts'
import { smallIncidents } from './small-incidents.ts'

/** An app of the documentation, but for how many sessions it has. */
export const shopLoad: Omit<Load, 'sessions'> = {
  dataBytes: 300,
  loggedIn: 0.5,
  requestsPerHour: 4,
  changing: 0.2,
  peak: 5,
  fromCopies: 0,
}

/** Nodes of the documentation: 8 GB machines with 6 GB for sessions, a replica of each, 60 a month. */
const nodes: Readonly<Record<string, Node>> = {
  Redis: { bytes: 6e9, commandsPerSecond: 40_000, monthly: 60, copies: 2 },
  PostgreSQL: { bytes: 100e9, commandsPerSecond: 8_000, monthly: 60, copies: 2 },
}

const sizes = [1e6, 1e7, 1e8]

// The entry, its place in the index, and what its subject's last revocation is.
const commandsPerLogin = 3

/** Writes what so many sessions need. */
export function planTable(load: Omit<Load, 'sessions'>): string {
  const rows = storeCosts.flatMap((cost) =>
    sizes.map((sessions) => {
      const [plain, copied] = [0, 0.9].map((fromCopies) =>
        planFor({ ...load, sessions, fromCopies }, cost, nodeOf(cost)),
      )
      return planRow(cost.store, sessions, plain, copied)
    }),
  )
  return [
    '| store | live sessions | memory or disk | commands at the peak | shards | because of | a month | with copies in cookies |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function planRow(store: string, sessions: number, plain?: Plan, copied?: Plan): string {
  if (plain === undefined || copied === undefined) return ''
  const cells = [
    store,
    sessions.toLocaleString('en'),
    `${(plain.bytes / 1e9).toFixed(1)} GB`,
    `${thousands(plain.commandsPerSecond)}/s`,
    String(plain.shards),
    plain.limitedBy,
    plain.monthly.toLocaleString('en'),
    `${thousands(copied.commandsPerSecond)}/s, ${copied.shards} ${copied.shards === 1 ? 'shard' : 'shards'}`,
  ]
  return `| ${cells.join(' | ')} |`
}

/** Writes what becomes of a cluster in each incident. */
export function incidentTable(load: Omit<Load, 'sessions'>): string {
  const [redis] = storeCosts
  if (redis === undefined) throw new Error('no store was measured')
  const node = nodeOf(redis)
  const rows = [0, 0.9].flatMap((fromCopies) => {
    const full = { ...load, sessions: 1e8, fromCopies }
    const plan = planFor(full, redis, node)
    const usual = plan.commandsPerSecond / plan.shards
    const shape = { shards: plan.shards, usual, most: node.commandsPerSecond }
    const loginsPerSecond = (full.sessions * load.loggedIn) / returnSeconds
    const logins = (loginsPerSecond * commandsPerLogin) / plan.commandsPerSecond
    return incidents(logins).map((incident) => {
      const { longestWait, slowSeconds, failed, over } = simulate(incident, shape)
      const cells = [
        incident.name,
        fromCopies === 0 ? 'no' : 'yes',
        `${longestWait.toFixed(1)} s`,
        `${slowSeconds} s`,
        `${(failed * 100).toFixed(2)} %`,
        `${over} s`,
      ]
      return `| ${cells.join(' | ')} |`
    })
  })
  return [
    '| incident | copies | longest wait | waits above 1 s | failed | until all is well |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

/** Writes what the model says of the largest stores that were measured, and what they took. */
export function checkTable(): string {
  const rows = storeCosts.map((cost) => {
    const { sessions, bytes } = cost.largest
    const load = { ...shopLoad, sessions, dataBytes: 0, loggedIn: 0 }
    const predicted = planFor(load, cost, nodeOf(cost)).bytes
    const cells = [
      `${sessions.toLocaleString('en')} in one ${cost.store}`,
      `${(predicted / 1e9).toFixed(2)} GB`,
      `${((sessions * bytes) / 1e9).toFixed(2)} GB`,
    ]
    return `| ${cells.join(' | ')} |`
  })
  return ['| sessions | predicted | measured |', '|---|---|---|', ...rows].join('\n')
}

/** Writes what the simulation says of incidents that were made to happen, and what came of them. */
export function realIncidentTable(): string {
  const { most, outcomes } = incidentRun
  const rows = smallIncidents.flatMap((incident, at) => {
    const measured = outcomes[at]
    if (measured === undefined) return []
    const predicted = simulate(incident, { shards: 1, usual: most / 2, most })
    const cells = [predicted, measured].flatMap(({ longestWait, slowSeconds, failed }) => [
      `${longestWait.toFixed(1)} s`,
      `${slowSeconds} s`,
      `${(failed * 100).toFixed(2)} %`,
    ])
    return [`| ${[incident.name, ...cells].join(' | ')} |`]
  })
  return [
    '| incident | longest wait, predicted | above 1 s | failed | longest wait, measured | above 1 s | failed |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function nodeOf({ store }: StoreCost): Node {
  const node = nodes[store]
  if (node === undefined) throw new Error(`there is no node for ${store}`)
  return node
}

function thousands(figure: number): string {
  return Math.round(figure).toLocaleString('en')
}
