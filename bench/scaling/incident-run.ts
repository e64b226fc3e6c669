/**
 * The incidents of the model, made to happen to a real Redis: requests come at a given rate whether
 * the earlier ones have been answered or not, and each says how long it waited from when it was due.
 *
 * `npm run bench:incidents`, for a minute; prints what `measured.ts` holds.
 *
 * @module
 */

import { runAsBuilt } from '../as-built.ts'
import type { Incident } from './simulation.ts'
import { loginShare, smallIncidents } from './small-incidents.ts'

runAsBuilt()
const { createSessions } = await import('coatcheck')
const { openStore } = await import('coatcheck/stores/open')
const { startRedis } = await import('../../test/servers/redis.ts')
const { cookieAfter } = await import('../cookie-jar.ts')
const { OneRequest } = await import('../one-request.ts')
const { secret } = await import('../contenders/secrets.ts')

type Data = { visits: number }

const [visitors, parallel, tickSeconds] = [5_000, 64, 0.005]
const [warmUpSeconds, calmSeconds] = [3, 0.1]

const server = await startRedis()
const { store, close } = await openStore(server.url)
const sessions = createSessions<Data>({ secrets: secret, store })
const cookies: string[] = []
for (let i = 0; i < visitors; i += 1) cookies.push(await begun())

await closedLoop(warmUpSeconds)
const most = await closedLoop(warmUpSeconds)
const findings = []
for (const incident of smallIncidents) findings.push(await happens(incident))
console.log(JSON.stringify({ most: Math.round(most), findings }, null, 2))
await close()
await server[Symbol.asyncDispose]()

async function begun(): Promise<string> {
  const exchange = new OneRequest(undefined)
  const session = await sessions.open(exchange)
  session.set('visits', 1)
  session.login('ada')
  await sessions.commit(session, exchange)
  return cookieAfter(undefined, exchange.cookies) ?? ''
}

async function visit(at: number): Promise<void> {
  const exchange = new OneRequest(cookies[(at * 7_919) % visitors])
  await sessions.commit(await sessions.open(exchange), exchange)
}

/** Gives how many visits are answered in a second when each waits for another. */
async function closedLoop(seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000
  let count = 0
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      count += 1
      await visit(count)
    }
  }
  await Promise.all(Array.from({ length: parallel }, one))
  return count / seconds
}

async function happens(incident: Incident): Promise<object> {
  const usual = most / 2
  const isRevoking = incident.name.startsWith('revoke')
  const waits: { readonly due: number; readonly wait: number; readonly failure: string | null }[] =
    []
  const under: Promise<void>[] = []
  const start = performance.now()
  const now = (): number => (performance.now() - start) / 1_000
  let [due, owed, isGone, isRevoked] = [0, 0, false, false]
  const ask = async (what: () => Promise<unknown>, since: number): Promise<void> => {
    const failure = await what().then(
      () => null,
      (error: unknown) => String(Object(error).code ?? error),
    )
    waits.push({ due: since, wait: now() - since, failure })
  }
  while (due < incident.seconds) {
    const second = Math.floor(due)
    const shouldBeGone = incident.capacity(second, 0) === 0
    if (shouldBeGone !== isGone) server[shouldBeGone ? 'freeze' : 'thaw']()
    isGone = shouldBeGone
    if (isRevoking && second >= 1 && !isRevoked) {
      isRevoked = true
      under.push(ask(() => sessions.revokeEveryone(), due))
    }
    // The load is in commands, and after the revocation some requests take several.
    owed += usual * (isRevoking ? 1 : incident.load(second)) * tickSeconds
    for (; owed >= 1; owed -= 1) {
      const isLogin = isRevoked && Math.random() < loginShare
      const since = due
      under.push(isLogin ? ask(begun, since) : ask(() => visit(under.length), since))
    }
    due += tickSeconds
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, (due - now()) * 1_000)))
  }
  if (isGone) server.thaw()
  await Promise.all(under)
  const slow = new Set(waits.filter(({ wait }) => wait > 1).map(({ due }) => Math.floor(due)))
  const calm = waits.filter(({ wait }) => wait > calmSeconds).map(({ due, wait }) => due + wait)
  return {
    name: incident.name,
    longestWait: waits.reduce((longest, { wait }) => Math.max(longest, wait), 0),
    slowSeconds: slow.size,
    failed: waits.filter(({ failure }) => failure !== null).length / waits.length,
    failures: [...new Set(waits.flatMap(({ failure }) => failure ?? []))],
    over: calm.reduce((latest, at) => Math.max(latest, at), 0),
  }
}
