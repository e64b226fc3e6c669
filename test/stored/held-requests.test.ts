import { randomUUID } from 'node:crypto'
import { withSession } from 'coatcheck/adapters/node'
import { type OpenedStore, openStore } from 'coatcheck/stores/open'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/time.ts'
import { type Answer, send, serve, signal } from '../adapters/servers.ts'
import { describeWith } from '../requirements.ts'
import { engines, type RunningEngine } from './engines.ts'
import { appWith, type Handler } from './visitors.ts'

type App = ReturnType<typeof appWith>['sessions']

const acts: Readonly<Record<string, (app: App, ada: string) => Handler>> = {
  look:
    (_app, ada) =>
    ({ subject, data }) => ({ subject: subject === ada ? 'ada' : subject, data }),
  write: () => (session) => session.set('note', 'written'),
  fill: () => (session) => session.set('cart', { ...session.get('cart', {}), 7: 1 }),
  count: () => (session) =>
    session.update((data) => {
      data.visits = (data.visits ?? 0) + 1
    }),
  regenerate: () => (session) => session.regenerate(),
  login: (_app, ada) => (session) => session.login(ada),
  logout: () => (session) => session.logout(),
  revokeAll: (app, ada) => () => app.revokeAll(ada),
}

/** A process of an app on a store: `/act` does it, `/act?held` when it is let go on. */
async function processOn({ store }: OpenedStore, ada: string) {
  const { sessions } = appWith({ store, now: systemClock, cookie: { secure: false } })
  const [reached, released] = [signal(), signal()]
  const listener = withSession(sessions, async (request, response, session) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
    if (search === '?held') {
      // Seen before it is held, as a handler that decides by it would.
      session.get('visits')
      reached.give()
      await released.given
    }
    const result = await acts[pathname.slice(1)]?.(sessions, ada)(session)
    response.end(JSON.stringify(result ?? null))
  })
  return { server: await serve(listener), reached: reached.given, release: released.give }
}

class Browser {
  cookie = ''

  async ask(origin: string, act: string): Promise<Answer> {
    const answer = await send(origin, `/${act}`, { headers: { cookie: this.cookie } })
    this.keep(answer)
    return answer
  }

  keep({ setCookies }: Answer): void {
    for (const line of setCookies) {
      const [pair = ''] = line.split(';')
      this.cookie = pair.endsWith('=') ? '' : pair
    }
  }
}

for (const { name, needs, start } of engines) {
  const suite = () => {
    let engine: RunningEngine
    let opened: OpenedStore

    beforeAll(async () => {
      engine = await start()
      opened = await openStore(engine.address)
    })
    afterAll(async () => {
      await opened?.close()
      await engine?.stop()
    })

    /** Holds a request at one process while the same visitor sends another one to another process. */
    async function during(held: string, meanwhile: string) {
      // Another one each time: a login within a moment of another process's revocation is refused.
      const ada = `ada-${randomUUID()}`
      const [one, other] = [await processOn(opened, ada), await processOn(opened, ada)]
      try {
        const browser = new Browser()
        const login = await browser.ask(one.server.origin, 'login')
        expect(login.status, login.body.toString()).toBe(200)
        const before = browser.cookie
        const going = send(one.server.origin, `/${held}?held`, { headers: { cookie: before } })
        await one.reached
        const between = await browser.ask(other.server.origin, meanwhile)
        one.release()
        const answer = await going
        browser.keep(answer)
        const look = async (cookie: string): Promise<unknown> => {
          const seen = await send(other.server.origin, '/look', { headers: { cookie } })
          return JSON.parse(seen.body.toString())
        }
        return {
          statuses: [between.status, answer.status],
          setCookies: answer.setCookies,
          old: await look(before),
          seen: await look(browser.cookie),
        }
      } finally {
        await one.server[Symbol.asyncDispose]()
        await other.server[Symbol.asyncDispose]()
      }
    }

    const nobody = { subject: null, data: {} }
    const ada = (data: object) => ({ subject: 'ada', data })

    for (const held of ['write', 'count', 'regenerate', 'login']) {
      for (const end of ['logout', 'revokeAll']) {
        it(`does not undo ${end} by ${held} held in mid-handler`, async () => {
          expect(await during(held, end)).toEqual({
            statuses: [200, 401],
            setCookies: [],
            old: nobody,
            seen: nobody,
          })
        })
      }
    }

    it('keeps what both wrote, and counts both', async () => {
      const both = await during('write', 'fill')
      expect(both).toMatchObject({
        statuses: [200, 200],
        seen: ada({ note: 'written', cart: { 7: 1 } }),
      })
      const twice = await during('count', 'count')
      expect(twice).toMatchObject({ statuses: [200, 200], seen: ada({ visits: 2 }) })
    })

    it('logs nobody out by a regenerate, and keeps what was written beside it', async () => {
      for (const [held, meanwhile] of [
        ['write', 'regenerate'],
        ['regenerate', 'write'],
      ] as const) {
        const outcome = await during(held, meanwhile)
        expect(outcome).toMatchObject({ statuses: [200, 200], seen: ada({ note: 'written' }) })
      }
    })

    it('lets nothing decided before a login write into what came after it', async () => {
      const outcome = await during('write', 'login')
      expect(outcome).toMatchObject({ statuses: [200, 401], seen: ada({}), old: nobody })
    })
  }
  const title = `requests held over HTTP, on ${name}`
  if (needs === undefined) describe(title, suite)
  else describeWith(needs, title, suite)
}
