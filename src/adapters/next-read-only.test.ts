import { createSessions, type Session } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../stores/memory.ts'
import { readOnly } from './next-read-only.ts'
import { webExchange } from './web-exchange.ts'

interface Data {
  visits: number
  list: string[]
  tags: Map<string, Set<string>>
  since: Date
}

const secrets = 'a secret of the tests, 32 bytes or more'

const refused = expect.objectContaining({ code: 'ERR_READ_ONLY', status: 500 })

/** A page's session, of a visitor who has one. */
async function shown(store: 'cookie' | 'store' = 'cookie'): Promise<Session<Data>> {
  const kept = store === 'store' ? { store: memoryStore() } : {}
  const sessions = createSessions<Data>({ secrets, ...kept })
  const answer = await withSession(sessions, (_request, session) => {
    session.login('ada')
    session.set('visits', 3)
    session.set('list', ['first'])
    session.set('tags', new Map([['a', new Set(['b'])]]))
    session.set('since', new Date(0))
    session.flash('Welcome')
    return new Response()
  })(new Request('https://shop.example/'))
  const [line = ''] = answer.headers.getSetCookie()
  const cookie = line.replace(/;.*/, '')
  const request = new Request('https://shop.example/', { headers: { cookie } })
  const exchange = webExchange(request, undefined)
  const session = await sessions.open(exchange)
  await sessions.commit(session, exchange)
  return readOnly(session)
}

describe.each(['cookie', 'store'] as const)('readOnly, of a session in a %s', (place) => {
  it('shows everything', async () => {
    const session = await shown(place)
    expect([session.subject, session.isNew, session.get('visits', 0)]).toEqual(['ada', false, 3])
    expect(session.has('list')).toBe(true)
    expect(session.data.list?.map((each) => each.toUpperCase())).toEqual(['FIRST'])
    expect([...(session.get('tags')?.get('a') ?? [])]).toEqual(['b'])
    expect(session.get('since')?.getTime()).toBe(0)
    expect(JSON.parse(JSON.stringify(session))).toMatchObject({ visits: 3, list: ['first'] })
    expect(session.handle).toMatch(/^[\w-]{43}$/)
    expect(await session.isLive()).toBe(true)
  })

  const changes: Record<string, (session: Session<Data>) => unknown> = {
    set: (session) => session.set('visits', 4),
    delete: (session) => session.delete('visits'),
    pop: (session) => session.pop('visits'),
    setDefault: (session) => session.setDefault('visits', 4),
    clear: (session) => session.clear(),
    flash: (session) => session.flash('more'),
    takeFlashes: (session) => session.takeFlashes(),
    login: (session) => session.login('grace'),
    regenerate: (session) => session.regenerate(),
    permanent: (session) => {
      session.permanent = true
    },
    'data.visits': (session) => {
      session.data.visits = 4
    },
    'delete data.visits': (session) => delete session.data.visits,
    'data.list': (session) => session.data.list?.push('second'),
    'a list that get() gave': (session) => session.get('list')?.fill('other'),
    'an element of a list': (session) => {
      const list = session.get('list')
      if (list !== undefined) list[0] = 'changed'
    },
    'a Map': (session) => session.get('tags')?.set('c', new Set()),
    'a Set in a Map': (session) => session.get('tags')?.get('a')?.add('c'),
    'a Set in a callback': (session) => session.get('tags')?.forEach((tags) => void tags.add('c')),
    'a Date': (session) => session.get('since')?.setTime(1),
    toJSON: (session) => Object.assign(session.toJSON(), { visits: 4 }),
  }

  it.each(Object.keys(changes))('refuses a change: %s', async (name) => {
    const session = await shown(place)
    expect(() => changes[name]?.(session)).toThrow(refused)
    expect(JSON.parse(JSON.stringify(session))).toMatchObject({ visits: 3, list: ['first'] })
  })

  it('refuses what would act at once', async () => {
    const session = await shown(place)
    await expect(session.logout()).rejects.toEqual(refused)
    await expect(session.update(() => 1)).rejects.toEqual(refused)
    expect(await session.isLive()).toBe(true)
  })

  it('says where the change belongs', async () => {
    const session = await shown(place)
    expect(() => session.set('visits', 4)).toThrow(
      /session\.set\(\): .*route handler or server action/,
    )
  })
})
