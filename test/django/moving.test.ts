import { djangoReader } from 'coatcheck/codecs/django'
import { afterAll, beforeAll } from 'vitest'
import { testMoving } from '../accept/moving.ts'
import type { Serving } from '../adapters/servers.ts'
import { visitorOf } from '../clients/cookie-jar.ts'
import { describeWith, django } from '../requirements.ts'
import { startDjango } from './django-app.ts'

const secrets = 'dj-q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'

describeWith(django, 'a visitor who moves from Django', (python) => {
  let app: Serving
  beforeAll(async () => {
    app = await startDjango(python, { SECRET_KEY: secrets })
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
  })

  testMoving({
    source: 'django',
    cookieName: 'sessionid',
    lifetime: 14 * 86_400,
    async issue(values) {
      const visitor = visitorOf(app.origin)
      await visitor.fetch('/session', { method: 'POST', body: JSON.stringify(values) })
      return visitor
    },
    reader: (until, withOtherKey) =>
      djangoReader({
        secrets: withOtherKey === true ? 'another' : secrets,
        until,
        subject: (data) => data['userId'],
      }),
  })
})
