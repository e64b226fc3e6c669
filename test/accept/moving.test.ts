import { cookieSessionReader } from 'coatcheck/codecs/cookie-session'
import { expressSessionReader, type OldConnectStore } from 'coatcheck/codecs/express-session'
import { type KoaSessionStore, koaSessionReader } from 'coatcheck/codecs/koa-session'
import { describe } from 'vitest'
import { describeWith } from '../requirements.ts'
import { issuedBy, testMoving } from './moving.ts'
import { expressApp, koaApp } from './old-apps.ts'
import { load, packages } from './packages.ts'

const key = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const other = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const subject = (data: Readonly<Record<string, unknown>>) => data['userId']
const keysOf = (withOtherKey: boolean | undefined): readonly string[] => [
  withOtherKey === true ? other : key,
]
const weekSeconds = 7 * 86_400

describeWith(packages, 'a visitor who moves', () => {
  describe('from express-session', () => {
    const { MemoryStore } = load<{ MemoryStore: new () => OldConnectStore }>('express-session')
    const store = new MemoryStore()
    const options = { secret: key, store, resave: false, saveUninitialized: false }
    testMoving({
      source: 'express-session',
      cookieName: 'connect.sid',
      lifetime: weekSeconds,
      issue: (values) =>
        issuedBy(
          expressApp('express-session', { ...options, cookie: { maxAge: weekSeconds * 1_000 } }),
          values,
        ),
      respell: (value) => [
        `connect.sid=${decodeURIComponent(value)}`,
        `connect.sid="${value}"`,
        `connect.sid=${value.replace('%3A', '%3a')}`,
      ],
      reader: (until, withOtherKey) =>
        expressSessionReader({ secrets: keysOf(withOtherKey), store, until, subject }),
    })
  })

  describe('from cookie-session', () => {
    testMoving({
      source: 'cookie-session',
      cookieName: 'session',
      companions: ['session.sig'],
      issue: (values) => issuedBy(expressApp('cookie-session', { keys: [key] }), values),
      reader: (until, withOtherKey) =>
        cookieSessionReader({ keys: keysOf(withOtherKey), until, subject }),
    })
  })

  describe('from koa-session', () => {
    testMoving({
      source: 'koa-session',
      cookieName: 'koa.sess',
      companions: ['koa.sess.sig'],
      lifetime: 86_400,
      issue: (values) => issuedBy(koaApp([key], {}), values),
      reader: (until, withOtherKey) =>
        koaSessionReader({ keys: keysOf(withOtherKey), until, subject }),
    })
  })

  describe('from koa-session with a store', () => {
    const kept = new Map<string, unknown>()
    const store: KoaSessionStore & { set(key: string, value: unknown): void } = {
      get: async (id) => kept.get(id),
      set: async (id, value) => void kept.set(id, value),
      destroy: async (id) => kept.delete(id),
    }
    testMoving({
      source: 'koa-session',
      cookieName: 'koa.sess',
      companions: ['koa.sess.sig'],
      lifetime: 86_400,
      issue: (values) => issuedBy(koaApp([key], { store }), values),
      reader: (until, withOtherKey) =>
        koaSessionReader({ keys: keysOf(withOtherKey), store, until, subject }),
    })
  })
})
