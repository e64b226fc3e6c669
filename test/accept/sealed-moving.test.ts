import { ironSessionReader } from 'coatcheck/codecs/iron-session'
import { secureSessionReader } from 'coatcheck/codecs/secure-session'
import { describe } from 'vitest'
import { describeWith } from '../requirements.ts'
import { issuedBy, testMoving } from './moving.ts'
import { packages } from './packages.ts'
import { ironApp, secureSessionApp } from './sealed-apps.ts'

const password = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const other = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const subject = (data: Readonly<Record<string, unknown>>) => data['userId']

describeWith(packages, 'a visitor who moves', () => {
  describe.each([8, 9] as const)('from iron-session %d', (version) => {
    const name = 'iron'
    const options = { password, cookieName: name, cookieOptions: { secure: false } }
    testMoving({
      source: 'iron-session',
      cookieName: name,
      lifetime: 14 * 86_400 + 60,
      issue: (values) => issuedBy(ironApp(version, options), values),
      respell: (value) => [
        `${name}.0=${value.slice(0, 99)}; ${name}.1=${value.slice(99)}`,
        `${name}.0=${value.slice(0, 9)}; ${name}.1=${value.slice(9)}`,
      ],
      reader: (until, withOtherKey) =>
        ironSessionReader({
          passwords: withOtherKey === true ? other : password,
          name,
          until,
          subject,
        }),
    })
  })

  describe('from @fastify/secure-session', () => {
    const key = Buffer.from(password)
    testMoving({
      source: '@fastify/secure-session',
      cookieName: 'session',
      lifetime: 86_401,
      issue: (values) => issuedBy(secureSessionApp({ key, cookie: { path: '/' } }), values),
      respell: (value) => [
        `session=${value.replace('%3B', '%3b')}`,
        `session=${value}.${'A'.repeat(43)}`,
        `session=${value}.${'B'.repeat(43)}`,
      ],
      reader: (until, withOtherKey) =>
        secureSessionReader({
          keys: withOtherKey === true ? Buffer.from(other) : key,
          until,
          subject,
        }),
    })
  })
})
