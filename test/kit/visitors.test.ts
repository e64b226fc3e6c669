import { CoatcheckError, createSessions, type Sessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { flaskCodec } from 'coatcheck/codecs/flask'
import { memoryStore } from 'coatcheck/stores/memory'
import { cookiesFor, editSession, handClock, loggedIn, readSession } from 'coatcheck/testing'
import { describe, expect, it, vi } from 'vitest'

type Data = { visits: number; since: Date }

const secrets = 'a secret of the tests, 32 bytes or more'
const url = 'https://shop.example/'
const visitor = { subject: 7, url }

const kinds: Readonly<Record<string, () => Sessions<Data>>> = {
  'in their cookie': () => createSessions<Data>({ secrets }),
  'in a store': () => createSessions<Data>({ secrets, store: memoryStore() }),
  'in a store, with a copy': () =>
    createSessions<Data>({ secrets, store: memoryStore(), cacheInCookie: true }),
  'in a cookie of Flask': () => createSessions<Data>({ codec: flaskCodec({ secrets }) }),
}

/** Sends a real request through the web adapter. */
function visit(sessions: Sessions<Data>, cookie: string): Promise<Response> {
  const app = withSession(sessions, (_request, session) => {
    session.set('visits', session.get('visits', 0) + 1)
    session.flash('Counted')
    return new Response(`${session.subject}: ${session.get('visits')}`)
  })
  return app(new Request(url, { headers: { cookie } }))
}

describe.each(Object.entries(kinds))('sessions %s', (_kind, make) => {
  it('are honoured by the app when the kit made them', async () => {
    const sessions = make()
    const cookies = await loggedIn(sessions, { visits: 41 }, visitor)
    const answer = await visit(sessions, cookies.header)
    expect(await answer.text()).toBe('7: 42')
  })

  it('are read back as what they hold, as often as one likes', async () => {
    const sessions = make()
    const since = new Date('2026-01-02T03:04:05Z')
    const cookies = await loggedIn(sessions, { visits: 1, since }, visitor)
    const after = cookies.after(await visit(sessions, cookies.header))
    const seen = await readSession(sessions, after)
    expect(seen).toMatchObject({
      data: { visits: 2, since },
      subject: '7',
      flashes: [{ text: 'Counted', category: 'message' }],
      permanent: false,
    })
    expect(await readSession(sessions, after)).toEqual(seen)
  })

  it('are changed as a handler would change them', async () => {
    const sessions = make()
    const cookies = await loggedIn(sessions, { visits: 1 }, visitor)
    const edited = await editSession(sessions, cookies, async (session) => {
      await Promise.resolve()
      session.set('visits', session.get('visits', 0) + 9)
      session.login(8)
      session.set('visits', 10)
    })
    const seen = await readSession(sessions, edited)
    expect(seen).toMatchObject({ subject: '8', data: { visits: 10 } })
  })

  it('stay as they were when the change throws', async () => {
    const sessions = make()
    const cookies = await loggedIn(sessions, { visits: 1 }, visitor)
    const failed = editSession(sessions, cookies, (session) => {
      session.set('visits', 2)
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await readSession(sessions, cookies)).toMatchObject({ data: { visits: 1 } })
  })

  it('are begun by a change where there was none, and are gone after a logout', async () => {
    const sessions = make()
    const begun = await editSession(sessions, cookiesFor('theme=dark', url), (session) => {
      session.set('visits', 3)
    })
    expect(begun.header).toMatch(/^theme=dark; /)
    expect(await readSession(sessions, begun)).toMatchObject({ subject: null, data: { visits: 3 } })
    const ended = await editSession(sessions, begun, (session) => session.logout())
    expect(ended.header).toBe('theme=dark')
    expect(await readSession(sessions, ended)).toBeNull()
  })

  it('are permanent when asked for', async () => {
    const sessions = make()
    const cookies = await loggedIn(sessions, { visits: 1 }, { ...visitor, permanent: true })
    expect(await readSession(sessions, cookies)).toMatchObject({ permanent: true })
    expect(cookies.lines.join()).toMatch(/Max-Age=[1-9]/)
  })
})

describe('loggedIn', () => {
  it('writes into the store, where the session can be listed and revoked', async () => {
    const sessions = createSessions<Data>({ secrets, store: memoryStore() })
    const cookies = await loggedIn(sessions, {}, visitor)
    const { sessions: found } = await sessions.list(7)
    const seen = await readSession(sessions, cookies)
    expect(found.map(({ handle }) => handle)).toEqual([seen?.handle])
    await sessions.revokeAll(7)
    expect(await readSession(sessions, cookies)).toBeNull()
  })

  it('obeys the clock of the sessions', async () => {
    const clock = handClock()
    const sessions = createSessions<Data>({ secrets, now: clock.now, idleTimeout: '30m' })
    const cookies = await loggedIn(sessions, { visits: 1 }, visitor)
    clock.turn('29m')
    expect(await readSession(sessions, cookies)).not.toBeNull()
    clock.turn('1m')
    expect(await readSession(sessions, cookies)).toBeNull()
  })

  it('is for this machine over http unless told otherwise', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const cookies = await loggedIn(createSessions<Data>({ secrets }), { visits: 1 })
    expect(cookies.url).toBe('http://localhost/')
    expect(cookies.header).toMatch(/^session=/)
    expect(warn).toHaveBeenCalledOnce()
    warn.mockRestore()
    const secure = await loggedIn(createSessions<Data>({ secrets }), { visits: 1 }, { url })
    expect(secure.header).toMatch(/^__Host-Http-session=/)
  })

  it('refuses to make a session with nothing in it', async () => {
    const nothing = loggedIn(createSessions<Data>({ secrets }), {}, { url })
    await expect(nothing).rejects.toMatchObject({ code: 'ERR_OPTIONS' })
  })

  it('refuses what the app itself could not keep', async () => {
    const cart = { cart: () => {} }
    const sessions = createSessions<typeof cart>({ secrets })
    await expect(loggedIn(sessions, cart, { url })).rejects.toMatchObject({
      code: 'ERR_NOT_SERIALIZABLE',
    })
  })
})

describe('readSession', () => {
  const sessions = () => createSessions<Data>({ secrets, store: memoryStore() })

  it('takes an answer, its lines or the Cookie header alike', async () => {
    const app = sessions()
    const answer = await visit(app, '')
    const lines = answer.headers.getSetCookie()
    const header = lines.map((line) => line.split(';')[0]).join('; ')
    for (const source of [answer, lines, header]) {
      expect(await readSession(app, source, url)).toMatchObject({ data: { visits: 1 } })
    }
  })

  it('refuses an answer that does not say which session it was', async () => {
    const app = sessions()
    const cookies = await loggedIn(app, { visits: 1 }, visitor)
    const answer = await visit(app, cookies.header)
    expect(answer.headers.getSetCookie()).toEqual([])
    await expect(readSession(app, answer, url)).rejects.toThrow(CoatcheckError)
    expect(await readSession(app, cookies.after(answer))).toMatchObject({ data: { visits: 2 } })
  })

  it('gives nothing for no cookie, a foreign one, and one that was deleted', async () => {
    const app = sessions()
    expect(await readSession(app, '', url)).toBeNull()
    expect(await readSession(app, '__Host-Http-session=made-up', url)).toBeNull()
    const cookies = await loggedIn(app, { visits: 1 }, visitor)
    const { lines } = await editSession(app, cookies, (session) => session.logout())
    expect(await readSession(app, lines.slice(-1), url)).toBeNull()
  })

  it('writes nothing, even when a touch is due', async () => {
    const clock = handClock()
    const store = memoryStore({ clock: clock.milliseconds })
    const app = createSessions<Data>({ secrets, store, now: clock.now })
    const cookies = await loggedIn(app, { visits: 1 }, visitor)
    const before = await readSession(app, cookies)
    clock.turn('3d')
    expect(await readSession(app, cookies)).toEqual(before)
  })
})
