import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { clockAt } from '../promises/visitor.ts'
import { cookieOf, guardedApps } from './guarded-apps.ts'

const start = 1_700_000_000
const crossSite = { 'sec-fetch-site': 'cross-site' }
const page = { accept: 'text/html' }

describe.each(Object.entries(guardedApps))('guards behind %s', (_name, makeApp) => {
  it('refuse a form of another site and let one of this site through', async () => {
    await using app = await makeApp(() => start)
    const method = 'POST'
    const sent = (headers: Record<string, string>) => app.ask('/transfer', { method, headers })
    expect(await sent(crossSite)).toMatchObject({
      status: 403,
      vary: expect.stringMatching(/^Sec-/),
    })
    expect(await sent({ 'sec-fetch-site': 'same-site' })).toMatchObject({ status: 403 })
    expect(await sent({ origin: 'https://attacker.example' })).toMatchObject({ status: 403 })
    expect(await sent({ origin: 'null' })).toMatchObject({ status: 403 })
    expect(await sent({ origin: app.origin })).toMatchObject({ status: 200, text: 'done' })
    expect(await sent({})).toMatchObject({ status: 200, text: 'done' })
    const own = await sent({ 'sec-fetch-site': 'same-origin', origin: app.origin })
    expect(own).toMatchObject({ status: 200, text: 'done' })
    expect(own.vary).toContain('Sec-Fetch-Site')
    expect(own.vary).toContain('Accept')
  })

  it('log nobody out by a link on another site', async () => {
    await using app = await makeApp(() => start)
    const cookie = cookieOf(await app.ask('/login'))
    for (const method of ['GET', 'HEAD', 'POST']) {
      for (const site of ['cross-site', 'same-site']) {
        const headers = { cookie, 'sec-fetch-site': site }
        const refused = await app.ask('/logout', { method, headers })
        expect([refused.status, refused.setCookies]).toEqual([403, []])
      }
    }
    expect((await app.ask('/who', { headers: { cookie } })).text).toBe('ada')
    const left = await app.ask('/logout', { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
    expect([left.text, left.setCookies.length]).toEqual(['bye', 1])
  })

  it('want a token of the session from a script', async () => {
    await using app = await makeApp(() => start)
    const given = await app.ask('/token')
    const other = await app.ask('/token')
    const sent = (cookie: string, token: string) =>
      app.ask('/api', { method: 'POST', headers: { cookie, 'x-csrf-token': token } })
    expect(await sent(cookieOf(given), given.text)).toMatchObject({ status: 200, text: 'done' })
    expect((await sent(cookieOf(given), other.text)).status).toBe(403)
    expect((await sent(cookieOf(given), '')).status).toBe(403)
    expect((await sent('', given.text)).status).toBe(403)
    const loggedIn = cookieOf(await app.ask('/login', { headers: { cookie: cookieOf(given) } }))
    expect((await sent(loggedIn, given.text)).status).toBe(403)
    const again = await app.ask('/token', { headers: { cookie: loggedIn } })
    expect((await sent(loggedIn, again.text)).status).toBe(200)
  })

  it('send whoever logged in too long ago to log in again', async () => {
    const clock = clockAt(start)
    await using app = await makeApp(clock.now)
    const cookie = cookieOf(await app.ask('/login'))
    const ask = () => app.ask('/password', { headers: { ...page, cookie } })
    clock.turn(599)
    expect((await ask()).text).toBe('changed')
    clock.turn(1)
    expect(await ask()).toMatchObject({ status: 302, location: '/login?next=/password' })
    const renewed = cookieOf(await app.ask('/login', { headers: { cookie } }))
    const answer = await app.ask('/password', { headers: { ...page, cookie: renewed } })
    expect(answer.text).toBe('changed')
  })
})

describe.each(['express', 'node'])('protectFromCrossSite on the wire of %s', (name) => {
  async function statusOf(lines: readonly string[]): Promise<string> {
    const makeApp = guardedApps[name]
    if (makeApp === undefined) throw new Error(`there is no ${name}`)
    await using app = await makeApp(() => start)
    const socket = connect(Number(new URL(app.origin).port), '127.0.0.1')
    const head = ['POST /transfer HTTP/1.1', ...lines, 'Content-Length: 0', 'Connection: close']
    socket.end(`${head.join('\r\n')}\r\n\r\n`)
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
    })
    await once(socket, 'close')
    return text.slice(9, 12)
  }

  it.each([
    ['the host', ['Host: shop.example', 'Origin: http://shop.example'], '200'],
    [
      'the host and another line',
      ['Host: a.example', 'Origin: http://a.example', 'Origin: http://b.example'],
      '403',
    ],
    [
      'the host twice',
      ['Host: a.example', 'Origin: http://a.example', 'Origin: http://a.example'],
      '403',
    ],
    ['another host', ['Host: a.example', 'Origin: http://b.example'], '403'],
    ['the host of a bad Host', ['Host: a.example@b.example', 'Origin: http://b.example'], '403'],
    ['the host with a user', ['Host: a.example', 'Origin: http://x@a.example'], '403'],
    ['a host of bytes', ['Host: a.example', 'Origin: http://\xe9.example'], '403'],
    ['a loopback address in disguise', ['Host: 0x7f.1', 'Origin: http://127.0.0.1'], '403'],
  ])('answers an Origin that names %s: %j → %s', async (_what, lines, status) => {
    expect(await statusOf(lines)).toBe(status)
  })

  it.each([
    [['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site'], '403'],
    [['Sec-Fetch-Site:'], '403'],
    [['Sec-Fetch-Site: same-origin'], '200'],
  ])('answers %j with %s', async (lines, status) => {
    expect(await statusOf(['Host: shop.example', ...lines])).toBe(status)
  })
})
