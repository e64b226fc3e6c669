import { CoatcheckError, createSessions, type Options, type Session } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../stores/memory.ts'
import { type NextCookie, runAction } from './next-action.ts'

interface Data {
  visits: number
}

const secrets = 'a secret of the tests, 32 bytes or more'

/** Runs an action of somebody with a cookie, and gives what Next was told to set. */
async function run<Result>(
  action: (session: Session<Data>) => Result | Promise<Result>,
  options: Partial<Options<Data>> = {},
  cookie = '',
) {
  const set: NextCookie[] = []
  const sessions = createSessions<Data>({ secrets, ...options })
  const request = new Request('https://shop.example/', { method: 'POST', headers: { cookie } })
  const result = runAction(sessions, request, async (session) => action(session), {
    set: (each) => set.push(each),
  })
  return { set, outcome: await result.catch((error: unknown) => ({ error })) }
}

const count = (session: Session<Data>): void => session.set('visits', 1)

describe('runAction', () => {
  it('gives what the action gives, and sets nothing where nothing changed', async () => {
    expect(await run((session) => session.get('visits', 7))).toEqual({ set: [], outcome: 7 })
  })

  it('sets the cookie with every attribute', async () => {
    const cookie = { domain: 'shop.example', sameSite: 'none', partitioned: true } as const
    const { set } = await run(count, { cookie: { ...cookie, name: 'basket', path: '/shop' } })
    expect(set).toEqual([
      {
        name: '__Secure-basket',
        value: expect.stringMatching(/^[\w-]+$/),
        domain: 'shop.example',
        path: '/shop',
        httpOnly: true,
        secure: true,
        sameSite: 'none',
        partitioned: true,
      },
    ])
  })

  it('deletes the cookie with the same attributes', async () => {
    const { set: made } = await run(count)
    const [first] = made
    const { set } = await run((session) => session.logout(), {}, `${first?.name}=${first?.value}`)
    expect(set).toEqual([{ ...first, value: '', maxAge: 0, expires: new Date(0) }])
  })

  it('takes no change once the action is over', async () => {
    let kept: Session<Data> | undefined
    await run((session) => {
      kept = session
      count(session)
    })
    expect(() => kept?.set('visits', 2)).toThrow(
      expect.objectContaining({ code: 'ERR_HEADERS_SENT' }),
    )
  })

  it('throws what the action throws', async () => {
    const error = new Error('thrown')
    const { set, outcome } = await run((session) => {
      count(session)
      throw error
    })
    expect([set, outcome]).toEqual([[], { error }])
  })

  it('throws the failure of the store, whatever the action gave', async () => {
    const unavailable = new CoatcheckError('ERR_STORE_UNAVAILABLE', 'the store is away')
    const store = { ...memoryStore(), create: () => Promise.reject(unavailable) }
    const { set, outcome } = await run(count, { store })
    expect(set).toEqual([])
    expect(outcome).toEqual({ error: expect.objectContaining({ code: 'ERR_STORE_UNAVAILABLE' }) })
  })

  it('throws ERR_READ_ONLY where Next sets no cookie', async () => {
    const sessions = createSessions<Data>({ secrets })
    const request = new Request('https://shop.example/')
    const refusal = new Error('Cookies can only be modified in a Server Action')
    const jar = {
      set() {
        throw refusal
      },
    }
    await expect(runAction(sessions, request, async (s) => count(s), jar)).rejects.toEqual(
      expect.objectContaining({ code: 'ERR_READ_ONLY', cause: refusal }),
    )
  })
})
