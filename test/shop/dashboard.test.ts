import { memoryStore } from 'coatcheck/stores/memory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { form, handlesOf, logIn, textAt } from './forms.ts'
import { type OpenedShop, openShop } from './opened-shop.ts'

let shop: OpenedShop
beforeAll(async () => {
  shop = await openShop({ store: memoryStore() })
})
afterAll(() => shop.close())

/** Lets the same person log in with several browsers. */
async function browsersOf(username: string, count: number): Promise<readonly Visitor[]> {
  const browsers = Array.from({ length: count }, () => visitorOf(shop.origin))
  for (const browser of browsers) await logIn(browser, username)
  return browsers
}

async function twoBrowsersOf(username: string): Promise<readonly [Visitor, Visitor]> {
  const [one, other] = await browsersOf(username, 2)
  if (one === undefined || other === undefined) throw new Error('there are two browsers')
  return [one, other]
}

async function handleOf(visitor: Visitor): Promise<string> {
  // The visitor's own session stands first.
  return (await handlesOf(visitor))[0] ?? ''
}

describe('the dashboard, with sessions in a store,', () => {
  it('lists the sessions of its visitor, the one that asks first and marked', async () => {
    const [one, other] = await twoBrowsersOf('ada')
    await logIn(visitorOf(shop.origin), 'mallory')
    const [seenByOne, seenByOther] = [await handlesOf(one), await handlesOf(other)]
    expect(seenByOne).toHaveLength(2)
    expect(seenByOther).toEqual([...seenByOne].reverse())
    const page = await textAt(one, '/dashboard')
    expect(page).toContain('Welcome ada')
    expect(page.match(/aria-current="true"/g)).toHaveLength(1)
    expect(page.match(/Created <time/g)).toHaveLength(2)
    expect(page.match(/Last seen <time/g)).toHaveLength(1)
    expect(page.match(/Last seen now/g)).toHaveLength(1)
  })

  it('shows no cookie and nothing of one', async () => {
    const [one] = await twoBrowsersOf('nobody')
    const ticket = one.cookies.get('session')?.value ?? ''
    expect(ticket).not.toBe('')
    expect(await textAt(one, '/dashboard')).not.toContain(ticket.slice(-20))
  })

  it('says when there is no other session', async () => {
    const [one] = await browsersOf('hermit', 1)
    const page = await textAt(one ?? visitorOf(shop.origin), '/dashboard')
    expect(page).toContain('You are logged in nowhere else.')
    expect(page).not.toContain('/sessions/logout-others')
  })

  it('says when there are more than it lists, and ends those too', async () => {
    const ownShop = await openShop({
      store: memoryStore(),
      around: (sessions) => {
        if (!('list' in sessions)) return sessions
        return { ...sessions, list: (subject) => sessions.list(subject, { limit: 2 }) }
      },
    })
    try {
      const [one, other] = [visitorOf(ownShop.origin), visitorOf(ownShop.origin)]
      for (const browser of [one, other, visitorOf(ownShop.origin), visitorOf(ownShop.origin)]) {
        await logIn(browser)
      }
      expect(await textAt(one, '/dashboard')).toContain('There are more than these.')
      await one.fetch('/sessions/logout-others', form())
      expect(await textAt(one, '/dashboard')).toContain('3 other sessions are logged out.')
      expect(await textAt(other, '/profile')).toContain('Please log in')
    } finally {
      await ownShop.close()
    }
  })

  it('ends another session, and says so once', async () => {
    const [one, other] = await twoBrowsersOf('bob')
    const response = await one.fetch(`/sessions/${await handleOf(other)}/logout`, form())
    expect([response.status, response.headers.get('location')]).toEqual([303, '/dashboard'])
    const page = await textAt(one, '/dashboard')
    expect(page).toContain('That session is logged out.')
    expect(page).toContain('You are logged in nowhere else.')
    expect(await textAt(one, '/dashboard')).not.toContain('That session is logged out.')
    expect(await textAt(other, '/profile')).toContain('Please log in')
  })

  it('ends all others, but not those of somebody else', async () => {
    const browsers = await browsersOf('carol', 4)
    const [somebodyElse] = await twoBrowsersOf('dave')
    const [one, ...others] = browsers
    const response = await one?.fetch('/sessions/logout-others', form())
    expect([response?.status, response?.headers.get('location')]).toEqual([303, '/dashboard'])
    const page = await textAt(one ?? somebodyElse, '/dashboard')
    expect(page).toContain('Welcome carol')
    expect(page).toContain('3 other sessions are logged out.')
    for (const other of others) expect(await textAt(other, '/profile')).toContain('Please log in')
    expect(await handlesOf(somebodyElse)).toHaveLength(2)
  })

  it('lets those log in again who were logged out', async () => {
    const [one, other] = await twoBrowsersOf('erin')
    await one.fetch('/sessions/logout-others', form())
    await logIn(other, 'erin')
    expect(await handlesOf(one)).toHaveLength(2)
    expect(await textAt(other, '/profile')).toContain('Hello, erin!')
  })

  it('ends the session that asks like a logout', async () => {
    const [one, other] = await twoBrowsersOf('frank')
    const response = await one.fetch(`/sessions/${await handleOf(one)}/logout`, form())
    expect([response.status, response.headers.get('location')]).toEqual([303, '/login'])
    expect(await textAt(one, '/login')).toContain('Bye')
    expect(await textAt(one, '/profile')).toContain('Please log in')
    expect(await handlesOf(other)).toHaveLength(1)
  })

  it('ends no session of somebody else, and says no more of it than of one that is over', async () => {
    const [mallory] = await twoBrowsersOf('mallet')
    const [victim] = await twoBrowsersOf('grace')
    for (const handle of [await handleOf(victim), 'A'.repeat(43), 'nonsense']) {
      const response = await mallory.fetch(`/sessions/${handle}/logout`, form())
      expect(response.status).toBe(303)
      expect(await textAt(mallory, '/dashboard')).toContain('That session was over.')
    }
    expect(await textAt(victim, '/profile')).toContain('Hello, grace!')
  })

  for (const action of ['logout-others', `${'A'.repeat(43)}/logout`]) {
    it(`sends strangers who ask for ${action} to log in`, async () => {
      const response = await visitorOf(shop.origin).fetch(`/sessions/${action}`, form())
      expect([response.status, response.headers.get('location')]).toEqual([303, '/login'])
    })
  }

  for (const site of ['cross-site', 'same-site']) {
    it(`ends nothing for a ${site} page`, async () => {
      const [one, other] = await twoBrowsersOf(`heidi of ${site}`)
      const request = { method: 'POST', headers: { 'sec-fetch-site': site } }
      for (const action of ['logout-others', `${await handleOf(other)}/logout`]) {
        expect((await one.fetch(`/sessions/${action}`, request)).status).toBe(403)
      }
      expect(await handlesOf(one)).toHaveLength(2)
    })
  }

  it('ends nothing by a link', async () => {
    const [one, other] = await twoBrowsersOf('ivan')
    for (const action of ['logout-others', `${await handleOf(other)}/logout`]) {
      expect((await one.fetch(`/sessions/${action}`)).status).toBe(404)
    }
    expect(await handlesOf(one)).toHaveLength(2)
  })
})

describe('the dashboard, with sessions in their cookie,', () => {
  it('lists none, and can end none', async () => {
    const ownShop = await openShop()
    try {
      const visitor = visitorOf(ownShop.origin)
      await logIn(visitor)
      expect(await textAt(visitor, '/dashboard')).not.toContain('Your sessions')
      expect((await visitor.fetch('/sessions/logout-others', form())).status).toBe(404)
    } finally {
      await ownShop.close()
    }
  })
})

describe('a visitor whose session ends elsewhere while a page is asked for', () => {
  it('is told so, and to log in again', async () => {
    const store = memoryStore()
    let isEnding = false
    const endsFirst = {
      ...store,
      // Between the reading and the writing of one request somebody else ends the session.
      async update(...given: Parameters<typeof store.update>) {
        if (isEnding) await store.delete(given[0], given[3])
        return store.update(...given)
      },
    }
    const ownShop = await openShop({ store: endsFirst })
    try {
      const visitor = visitorOf(ownShop.origin)
      await logIn(visitor)
      isEnding = true
      const response = await visitor.fetch('/visits')
      expect(response.status).toBe(401)
      expect(await response.text()).toContain('Your session is over. Please log in again.')
      expect(ownShop.logged).toEqual([])
    } finally {
      await ownShop.close()
    }
  })
})
