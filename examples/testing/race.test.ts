import { createSessions, type Session, type Store } from 'coatcheck'
import { honoSession } from 'coatcheck/adapters/hono'
import { loggedIn, raceOf } from 'coatcheck/testing'
import { Hono } from 'hono'
import { expect, it } from 'vitest'

type Data = { coupon: string }
type Redeem = (session: Session<Data>) => string | undefined | Promise<string | undefined>

const url = 'https://shop.example/'
const secrets = 'a secret of the tests, 32 bytes or more'

function sessionsOn(store: Store) {
  return createSessions<Data>({ secrets, store })
}

function redeemOnce(redeem: Redeem, maxSchedules?: number) {
  const request = async (store: Store, cookie: string): Promise<number> => {
    const app = new Hono().use(honoSession(sessionsOn(store))).post('/redeem', async (c) => {
      const coupon = await redeem(c.get('session'))
      return coupon === undefined ? c.text('Used', 409) : c.text('Here you are', 200)
    })
    return (await app.request(`${url}redeem`, { method: 'POST', headers: { cookie } })).status
  }
  return raceOf({
    before: (store) => loggedIn(sessionsOn(store), { coupon: 'SPRING' }, { subject: 7, url }),
    requests: {
      first: ({ store, world }) => request(store, world.header),
      second: ({ store, world }) => request(store, world.header),
    },
    holds({ results }) {
      const statuses = Object.values(results).map(
        (result) => result.status === 'fulfilled' && result.value,
      )
      expect(statuses.sort()).toEqual([200, 409])
    },
    maxSchedules,
  })
}

it('a coupon that is taken by update is taken once, whatever the order', async () => {
  const race = await redeemOnce((session) =>
    session.update((data) => {
      const { coupon } = data
      delete data.coupon
      return coupon
    }),
  )
  expect(race.broken).toEqual([])
  expect(race.isComplete).toBe(true)
})

it('one that is looked at first and removed later is taken twice', async () => {
  const race = await redeemOnce((session) => session.pop('coupon'))
  expect(race.broken[0]?.trace).toContain('first: load → found\nsecond: load → found')
})
