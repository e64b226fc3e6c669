import { createSessions } from 'coatcheck'
import { agentJar, editSession, handClock, loggedIn, readSession } from 'coatcheck/testing'
import request from 'supertest'
import { expect, it } from 'vitest'
import { shopOn } from './shop.ts'

const secrets = 'a secret of the tests, 32 bytes or more'

it('greets whoever is logged in, for half an hour', async () => {
  const clock = handClock()
  const sessions = createSessions({ secrets, now: clock.now, idleTimeout: '30m' })
  const shop = shopOn(sessions)
  const cookies = await loggedIn(sessions, { username: 'ada' }, { subject: 7 })

  const early = await request(shop).get('/me').set('Cookie', cookies.header)
  expect(early.text).toBe('Hello, ada!')

  clock.turn('31m')
  const late = await request(shop).get('/me').set('Cookie', cookies.header)
  expect(late.status).toBe(302)
})

it('remembers a visit', async () => {
  const sessions = createSessions({ secrets })
  const answer = await request(shopOn(sessions)).post('/visits')
  expect(await readSession(sessions, answer)).toMatchObject({ data: { visits: 1 } })
})

it('counts on from what a test puts into the session', async () => {
  const sessions = createSessions({ secrets })
  const agent = request.agent(shopOn(sessions))
  await agent.post('/visits')

  await editSession(sessions, agentJar(agent), (session) => {
    session.set('visits', 41)
  })
  expect((await agent.post('/visits')).text).toBe('You have visited 42 times')
})
