import { session } from 'coatcheck/express-session'
import { describe, expect, it } from 'vitest'
import { describeWith, redisServer } from '../requirements.ts'
import { type Factory, load, packages } from './packages.ts'
import { type Keeping, keepings } from './stores.ts'
import { count, type Running, running, sessionOf } from './visitor.ts'

const options = { secret: 'keyboard cat', resave: false, saveUninitialized: false }

function pages(factory: Factory, store: object): Promise<Running> {
  return running((app) => {
    app.use(factory({ ...options, store, cookie: { maxAge: 600_000, sameSite: 'lax' } }))
    app.get('/count', (req, res) => {
      res.send(String(count(req)))
    })
    app.get('/cookie', (req, res) => {
      const { originalMaxAge, maxAge, expires } = sessionOf(req).cookie
      const isRunning = Number(maxAge) > 0 && Number(maxAge) <= 600_000
      // express-session loses a millisecond now and then.
      const seconds = Math.round(Number(originalMaxAge) / 1_000)
      res.json([seconds, isRunning, expires instanceof Date])
    })
    app.get('/logout', (req, res, next) => {
      sessionOf(req).destroy((error) => (error ? next(error) : res.send('out')))
    })
  })
}

describeWith(packages, 'express-session beside the drop-in on one connect-style store', () => {
  const shared = keepings.filter(({ name }) => /^connect-/.test(name))
  for (const keeping of shared) {
    const body = (): void => {
      it('shares visitors, who never notice which of them answers', () => share(keeping), 120_000)
    }
    if (keeping.name === 'connect-redis') describeWith(redisServer, keeping.name, body)
    else describe(keeping.name, body)
  }
})

async function share(keeping: Keeping): Promise<void> {
  await using kept = await keeping.start()
  if (kept.other === undefined) throw new Error(`${keeping.name} has no other`)
  await using theirs = await pages(load<Factory>('express-session'), kept.other())
  // The drop-in takes what express-session takes; its own types say more.
  await using ours = await pages(session as unknown as Factory, kept.store)
  const there = theirs.visitor()
  expect(await there.text('/count')).toBe('1')
  const here = ours.visitor(there)
  expect(await here.text('/count')).toBe('2')
  expect(await here.text('/cookie')).toBe('[600,true,true]')
  expect(here.cookies.get('connect.sid')).toBe(there.cookies.get('connect.sid'))
  expect(await theirs.visitor(here).text('/count')).toBe('3')
  expect(await theirs.visitor(here).text('/cookie')).toBe('[600,true,true]')

  const begunHere = ours.visitor()
  await begunHere.get('/count')
  expect(await theirs.visitor(begunHere).text('/count')).toBe('2')
  await theirs.visitor(begunHere).get('/logout')
  expect(await begunHere.text('/count')).toBe('1')
  expect([theirs.errors, ours.errors]).toEqual([[], []])
}
