import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as entry from 'coatcheck/express-session'
import { describe, expect, it } from 'vitest'
import { describeWith } from '../requirements.ts'
import { folder, packages } from './packages.ts'

const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))

// Each program is compiled alone: what `req.session` is, is said once for a whole program, and this
// repository's own has Coatcheck's adapter for Express in it.
function compile(name: string, program: string): string {
  const place = join(folder, '.cache', name)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'app.ts'), program)
  const compilerOptions = {
    paths: {
      coatcheck: ['../../../../src/index.ts'],
      'coatcheck/*': ['../../../../src/*.ts'],
      // One copy of each for the whole program, as in an app of its own.
      express: ['../../../../node_modules/@types/express'],
      'express-serve-static-core': ['../../../../node_modules/@types/express-serve-static-core'],
    },
    typeRoots: ['../../../../node_modules/@types'],
  }
  const config = { extends: '../../../../tsconfig.json', compilerOptions, files: ['app.ts'] }
  const path = join(place, 'tsconfig.json')
  writeFileSync(path, JSON.stringify({ ...config, include: [], exclude: [] }))
  try {
    return execFileSync(process.execPath, [compiler, '-p', path], { encoding: 'utf8' })
  } catch (error) {
    return String(Reflect.get(Object(error), 'stdout'))
  }
}

// What the page about moving shows.
const shown = new URL('../../examples/migrate/express-session-data.ts', import.meta.url)

const merged = `
import { session } from 'coatcheck/express-session'
import express from 'express'

${readFileSync(shown, 'utf8')}
const app = express()
app.use(session({ secret: 'a secret', cookie: (req) => ({ secure: req.secure ?? false }) }))
`

describe('the entry of the drop-in', () => {
  it('gives the call by name, as the default, and to require', () => {
    const { session, default: byDefault } = entry
    expect([byDefault, Reflect.get(entry, 'module.exports')]).toEqual([session, session])
  })
})

describe('the types of the drop-in', () => {
  it('give req.session by declaration merging', () => {
    const program = `${merged}
app.get('/', (req, res, next) => {
  const views: number | undefined = req.session.views
  req.session.views = (views ?? 0) + 1
  req.session.cookie.maxAge = 60_000
  // @ts-expect-error a value of another type
  req.session.views = 'many'
  // @ts-expect-error a key that is not in SessionData
  req.session.nonsense
  const id: string = req.sessionID
  req.sessionStore.destroy(id)
  req.session.regenerate((error) => {
    if (error) next(error)
    else req.session.save(() => res.send(id))
  })
})

export class FileStore extends session.Store {
  override get(_id: string, callback: (error?: unknown) => void): void {
    callback()
  }
  override set(_id: string, _row: object, callback?: () => void): void {
    callback?.()
  }
  override destroy(_id: string, callback?: () => void): void {
    callback?.()
  }
}
app.use(session({ secret: 'a secret', store: new FileStore() }))
`
    expect(compile('alone', program)).toBe('')
  }, 120_000)

  it("leave req.session to Coatcheck's adapter where both are in a program", () => {
    const program = `${merged}
import { expressSession } from 'coatcheck/adapters/express'
import { createSessions } from 'coatcheck'

app.use('/new', expressSession(createSessions({ secrets: 'x'.repeat(43) })))
app.get('/new', (req, res) => {
  res.send(req.session.handle)
  // @ts-expect-error of the drop-in
  req.session.regenerate(() => {})
})
`
    expect(compile('beside-the-adapter', program)).toBe('')
  }, 120_000)
})

describeWith(packages, 'the types of req.session', () => {
  it('are those of @types/express-session, where stores bring these', () => {
    const program = `
import session from 'coatcheck/express-session'
import connectPgSimple from 'connect-pg-simple'
import { RedisStore } from 'connect-redis'
import express from 'express'

declare module 'express-session' {
  interface SessionData {
    views: number
  }
}

const PgStore = connectPgSimple(session)
const app = express()
app.use(session({ secret: 'a secret', store: new RedisStore({ client: {} }) }))
app.use(session({ secret: 'a secret', store: new PgStore({}), genid: (req) => req.url ?? '' }))
app.get('/', (req, res) => {
  req.session.views = (req.session.views ?? 0) + 1
  // @ts-expect-error a value of another type
  req.session.views = 'many'
  req.session.regenerate(() => res.send(req.sessionID))
})
`
    expect(compile('beside-other-types', program)).toBe('')
  }, 120_000)
})
