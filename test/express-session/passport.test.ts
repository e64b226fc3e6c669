import { session } from 'coatcheck/express-session'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeWith, redisServer } from '../requirements.ts'
import { packages } from './packages.ts'
import { passportApp } from './passport.ts'
import { type Kept, keepings } from './stores.ts'
import type { Visitor } from './visitor.ts'

const secret = 'a secret of the tests, 32 bytes or more'

function login(visitor: Visitor, path = '/login', password = 'open-sesame') {
  return visitor.get(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `username=ada&password=${password}`,
  })
}

describeWith(packages, 'Passport over the drop-in', () => {
  for (const keeping of keepings) {
    const body = (): void => {
      let kept: Kept
      beforeAll(async () => {
        kept = await keeping.start()
        return () => kept[Symbol.asyncDispose]()
      }, 120_000)

      it('logs in and out, and leaves the ticket from before worthless', async () => {
        const options = { secret, store: kept.store, resave: false, saveUninitialized: false }
        await using app = await passportApp(session(options))
        const ada = app.visitor()
        await ada.get('/count')
        const before = app.visitor(ada)
        const answer = await login(ada)
        expect([answer.status, answer.headers.location]).toEqual([302, '/who'])
        expect(await ada.text('/who')).toBe('ada, 0 visits')
        expect(await before.text('/who')).toBe('nobody, 0 visits')
        const inside = app.visitor(ada)
        expect((await ada.get('/logout', { method: 'POST' })).status).toBe(302)
        expect(await ada.text('/who')).toBe('nobody, 0 visits')
        expect(await inside.text('/who')).toBe('nobody, 0 visits')
        expect(app.errors).toEqual([])
      }, 60_000)

      it('keeps what the session held when asked to, and shows a message once', async () => {
        const options = { secret, store: kept.store, resave: false, saveUninitialized: false }
        await using app = await passportApp(session(options))
        const ada = app.visitor()
        await ada.get('/count')
        await login(ada, '/login', 'wrong')
        expect(await ada.text('/flashes')).toBe('["wrong"]')
        expect(await ada.text('/flashes')).toBe('[]')
        await login(ada, '/login-keeping')
        expect(await ada.text('/who')).toBe('ada, 1 visits')
        expect(app.errors).toEqual([])
      }, 60_000)
    }
    const title = `with ${keeping.name}`
    if (/redis/i.test(keeping.name)) describeWith(redisServer, title, body)
    else describe(title, body)
  }
})
