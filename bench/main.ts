/**
 * What one sealed session costs, beside the bare cost of the same cipher call, base64url and JSON
 * on the same bytes, in one interleaved run. Read the ratios; the microseconds are this machine's.
 *
 * @module
 */

import { createSessions } from 'coatcheck'
import { bareOpen, bareSeal } from './bare-session.ts'
import { type Cost, interleave, type Task } from './interleave.ts'
import { OneRequest } from './one-request.ts'

type Data = { userId: number; visits: number; cart: Record<string, number>; note: string }

const slices = Number(process.argv[2] ?? 300)
const sessions = createSessions<Data>({ secrets: 'bench-8c1f64a2d9e07b35-bench-8c1f64a2d9e07b35' })
const cookieName = '__Host-Http-session'

function bodyOf(bytes: number): Data {
  const body: Data = { userId: 123_456, visits: 41, cart: { 7: 2, 19: 1 }, note: '' }
  body.note = 'x'.repeat(bytes - JSON.stringify(body).length)
  return body
}

function request(cookie: string | undefined, handler: Handler): OneRequest {
  const exchange = new OneRequest(cookie)
  const session = sessions.open(exchange)
  if (session instanceof Promise) throw new TypeError('a cookie session opens at once')
  handler(session)
  sessions.commit(session, exchange)
  return exchange
}

type Opened = Exclude<ReturnType<typeof sessions.open>, Promise<unknown>>
type Handler = (session: Opened) => void

function tasksFor(label: string, bytes: number): readonly Task[] {
  const body = bodyOf(bytes)
  const value = request(undefined, (session) => Object.assign(session.data, body)).sent ?? ''
  const cookie = `${cookieName}=${value}`
  const bareCookie = bareSeal(body)
  const check = request(cookie, (session) => session.set('visits', 0)).sent
  if (check === undefined || check === value) throw new Error('the session does not round-trip')
  console.log(
    `${label}: body ${JSON.stringify(body).length} bytes, value ${value.length} characters ` +
      `(bare ${bareCookie.length})`,
  )
  return [
    {
      name: `${label} bare read`,
      run: () => void (bareOpen(bareCookie) as Data).visits,
    },
    { name: `${label} read`, run: () => request(cookie, (session) => session.get('visits')) },
    {
      name: `${label} bare change`,
      run: () => {
        const data = bareOpen(bareCookie) as Data
        data.visits += 1
        bareSeal(data)
      },
    },
    {
      name: `${label} change`,
      run: () => request(cookie, (session) => session.set('visits', session.get('visits', 0) + 1)),
    },
    { name: `${label} no session`, run: () => void new OneRequest(cookie) },
    { name: `${label} untouched`, run: () => request(cookie, () => {}) },
    {
      name: `${label} garbage`,
      run: () => request(`${cookieName}=garbage`, (session) => session.get('visits')),
    },
    {
      name: `${label} tampered`,
      run: () => request(`${cookie.slice(0, -2)}AA`, (session) => session.get('visits')),
    },
  ]
}

const costs = interleave([...tasksFor('small', 73), ...tasksFor('big', 2_048)], slices)

console.log(`\nNode ${process.versions.node}, ${slices} slices each\n`)
console.log('| task | median µs | quartiles µs | ratio to bare |')
console.log('|---|---|---|---|')
for (const cost of costs) {
  const bare = costs.find(({ name }) => name === bareNameOf(cost.name))
  console.log(
    `| ${cost.name} | ${cost.median.toFixed(2)} | ${cost.lower.toFixed(2)}–${cost.upper.toFixed(2)} ` +
      `| ${bare === undefined || bare === cost ? '' : ratio(cost, bare)} |`,
  )
}

function bareNameOf(name: string): string {
  const [label = '', ...rest] = name.split(' ')
  return `${label} bare ${rest.join(' ') === 'change' ? 'change' : 'read'}`
}

function ratio(cost: Cost, bare: Cost): string {
  const spread = [cost.lower / bare.upper, cost.upper / bare.lower]
  return `${(cost.median / bare.median).toFixed(2)} (${spread.map((r) => r.toFixed(2)).join('–')})`
}
