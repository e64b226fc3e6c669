import { createSessions } from 'coatcheck'
import { createSessionStorage } from 'coatcheck/adapters/react-router'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../stores/memory.ts'

interface Data {
  userId: string
  visits: number
}

const secrets = 'a secret of the tests, 32 bytes or more'

const storage = (kept: 'cookie' | 'store') =>
  createSessionStorage<Data, { error: string }>(
    createSessions<Data>(kept === 'cookie' ? { secrets } : { secrets, store: memoryStore() }),
  )

/** The `Cookie` header that answers a `Set-Cookie` line. */
const cookieOf = (line: string): string => line.replace(/;.*/, '')

describe.each(['cookie', 'store'] as const)('createSessionStorage, with data in a %s', (kept) => {
  it('keeps what was set, and says nothing where nothing changed', async () => {
    const { getSession, commitSession } = storage(kept)
    const session = await getSession(null)
    session.set('userId', 'ada')
    const line = await commitSession(session)
    expect(line).toMatch(/^__Host-Http-session=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const again = await getSession(cookieOf(line))
    expect([again.get('userId'), again.has('visits')]).toEqual(['ada', false])
    expect(again.data).toEqual({ userId: 'ada' })
    expect(await commitSession(again)).toBe('')
  })

  it('gives the same line when it is asked twice', async () => {
    const { getSession, commitSession } = storage(kept)
    const session = await getSession()
    session.set('visits', 1)
    const line = await commitSession(session)
    expect(line).not.toBe('')
    expect(await commitSession(session)).toBe(line)
  })

  it('takes no change after the commit', async () => {
    const { getSession, commitSession } = storage(kept)
    const session = await getSession()
    session.set('visits', 1)
    await commitSession(session)
    expect(() => session.set('visits', 2)).toThrow(
      expect.objectContaining({ code: 'ERR_HEADERS_SENT' }),
    )
    expect(session.get('error')).toBeUndefined()
  })

  it('gives a flashed value once, and a key of that name before it', async () => {
    const { getSession, commitSession } = storage(kept)
    const session = await getSession()
    session.flash('error', 'wrong')
    let cookie = cookieOf(await commitSession(session))
    const second = await getSession(cookie)
    expect([second.has('error'), second.get('error'), second.get('error')]).toEqual([
      true,
      'wrong',
      undefined,
    ])
    cookie = cookieOf(await commitSession(second)) || cookie
    const third = await getSession(cookie)
    expect(third.has('error')).toBe(false)
  })

  it('removes a key', async () => {
    const { getSession } = storage(kept)
    const session = await getSession()
    session.set('visits', 1)
    session.unset('visits')
    expect(session.has('visits')).toBe(false)
  })

  it('logs in and out through the session beneath', async () => {
    const { getSession, commitSession, destroySession } = storage(kept)
    const session = await getSession()
    session.session.login('ada')
    const cookie = cookieOf(await commitSession(session))
    const again = await getSession(cookie)
    expect([again.session.subject, again.id]).toEqual(['ada', again.session.handle])
    expect(await destroySession(again)).toMatch(/^__Host-Http-session=; Max-Age=0;/)
    expect(kept === 'store' && (await getSession(cookie)).session.subject).toBe(
      kept === 'store' ? null : false,
    )
  })

  it('has nothing to delete for a visitor without a cookie', async () => {
    const { getSession, destroySession } = storage(kept)
    expect(await destroySession(await getSession())).toBe('')
  })

  it('reads and sets the plain cookie of a local request', async () => {
    const { getSession, commitSession } = storage(kept)
    const session = await getSession(new Request('http://localhost:3000/'))
    session.set('visits', 1)
    expect(await commitSession(session)).toMatch(/^session=/)
  })

  it('commits no session of another storage', async () => {
    const session = await storage(kept).getSession()
    await expect(storage(kept).commitSession(session)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_OPTIONS' }),
    )
  })

  it('rejects a commit that cannot be kept', async () => {
    const { getSession, commitSession } = storage('cookie')
    const session = await getSession()
    session.set('userId', 'x'.repeat(5_000))
    await expect(commitSession(session)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_COOKIE_TOO_LARGE' }),
    )
  })
})
