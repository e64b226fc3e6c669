import { createSessions, type Session } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'

interface Data {
  list: { name: string }[]
  map: Map<string, { name: string }>
  visits: number
}

const secrets = 'refs-5b1e0f7c92d84a63-refs-5b1e0f7c92d84a63x'
const url = 'https://shop.example/'

describe.each([
  ['the cookie', undefined],
  ['a store', memoryStore()],
])('what was taken out before an update, kept in %s', (_where, store) => {
  it.each([
    ['a list element', (session: Session<Data>) => session.get('list')?.[0]],
    ['what a Map holds', (session: Session<Data>) => session.get('map')?.get('a')],
  ])('goes on as part of the data: %s', async (_what, take) => {
    const sessions = createSessions<Data>({ secrets, store })
    const visit = async (cookie: string, act: (session: Session<Data>) => unknown) => {
      const app = withSession(sessions, async (_request, session) => {
        return new Response(JSON.stringify((await act(session)) ?? null))
      })
      return app(new Request(url, { headers: { cookie } }))
    }
    const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const first = await visit('', (session) => {
      session.set('list', [{ name: 'old' }])
      session.set('map', new Map([['a', { name: 'old' }]]))
    })
    const changed = await visit(cookieOf(first), async (session) => {
      const held = take(session)
      await session.update((data) => {
        data.visits = 1
      })
      if (held !== undefined) held.name = 'new'
    })
    const seen = await visit(cookieOf(changed) || cookieOf(first), (session) => [
      take(session)?.name,
      session.get('visits'),
    ])
    expect(await seen.json()).toEqual(['new', 1])
  })
})
