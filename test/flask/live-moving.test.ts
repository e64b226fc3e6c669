import { flaskReader } from 'coatcheck/codecs/flask'
import { afterAll, beforeAll } from 'vitest'
import { testMoving } from '../accept/moving.ts'
import { visitorOf } from '../clients/cookie-jar.ts'
import { describeWith, flask } from '../requirements.ts'
import { type FlaskApp, startFlaskApp } from './flask-app.ts'

const secret = 'flask-q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'

describeWith(flask, 'a visitor who moves from a running Flask', (python) => {
  let app: FlaskApp
  beforeAll(async () => {
    app = await startFlaskApp(python, [secret])
  })
  afterAll(() => app.close())

  testMoving({
    source: 'flask',
    cookieName: 'session',
    lifetime: 31 * 86_400,
    async issue(values) {
      const visitor = visitorOf(app.origin)
      await visitor.fetch('/hold', {
        method: 'POST',
        body: JSON.stringify(values),
        headers: { 'content-type': 'application/json' },
      })
      return visitor
    },
    reader: (until, withOtherKey) =>
      flaskReader({
        secrets: withOtherKey === true ? 'another-Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8' : secret,
        until,
        subjectKey: 'userId',
      }),
  })
})
