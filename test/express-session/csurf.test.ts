import { session } from 'coatcheck/express-session'
import { memoryStore } from 'coatcheck/stores/memory'
import type { Request, RequestHandler } from 'express'
import { expect, it } from 'vitest'
import { describeWith } from '../requirements.ts'
import { load, packages } from './packages.ts'
import { running } from './visitor.ts'

const secret = 'a secret of the tests, 32 bytes or more'

/** What csurf adds to a request. */
interface Added {
  csrfToken(): string
}

describeWith(packages, 'csurf over the drop-in', () => {
  const csurf = load<() => RequestHandler>('csurf')
  for (const [name, more] of [
    ['a connect-style store', {}],
    ["one of Coatcheck's stores", { store: memoryStore() }],
  ] as const) {
    it(`lets a form with its token through, and no other, over ${name}`, async () => {
      await using app = await running((it) => {
        it.use(session({ secret, resave: false, saveUninitialized: false, ...more }))
        it.use(csurf())
        it.get('/form', (req, res) => {
          // csurf puts it onto the request.
          res.send((req as Request & Added).csrfToken())
        })
        it.post('/form', (_req, res) => {
          res.send('sent')
        })
      })
      const ada = app.visitor()
      const token = await ada.text('/form')
      const post = (headers: Readonly<Record<string, string>>) =>
        ada.text('/form', { method: 'POST', headers })
      const withCookie = { cookie: [...ada.cookies].map((pair) => pair.join('=')).join('; ') }
      expect(await post({ ...withCookie, 'csrf-token': token })).toBe('sent')
      expect(await post({ ...withCookie, 'csrf-token': 'another' })).toBe('EBADCSRFTOKEN')
    })
  }
})
