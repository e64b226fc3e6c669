import { expressSessionReader } from 'coatcheck/codecs/express-session'
import { session as dropIn } from 'coatcheck/express-session'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { describeWith } from '../requirements.ts'
import { type Factory, load, packages } from './packages.ts'
import { count, type Running, running } from './visitor.ts'

const secret = 'a secret of the tests, 32 bytes or more'
const oldSecret = 'keyboard cat'

function counting(session: Factory, options: object): Promise<Running> {
  return running((app) => {
    app.use(session({ resave: false, saveUninitialized: false, ...options }))
    app.get('/count', (req, res) => {
      res.send(String(count(req)))
    })
  })
}

async function move(before: Factory, name?: string): Promise<void> {
  const old = new before.MemoryStore()
  await using app = await counting(before, { secret: oldSecret, store: old })
  const ada = app.visitor()
  await ada.get('/count')
  const until = new Date(Date.now() + 86_400_000)
  const reader = expressSessionReader({ secrets: oldSecret, store: old, until })
  // The drop-in takes what express-session takes; its own types say more.
  await using moved = await counting(dropIn as unknown as Factory, {
    secret,
    name,
    store: memoryStore(),
    acceptAlso: [reader],
  })
  const later = moved.visitor(ada)
  expect(await later.text('/count')).toBe('2')
  expect(await later.text('/count')).toBe('3')
  expect(later.cookies.get('connect.sid')).not.toBe(ada.cookies.get('connect.sid'))
  expect(await ada.text('/count')).toBe('1')
}

describe("visitors who come from a connect-style store to one of Coatcheck's", () => {
  it('go on with what they had, under another name of the cookie', () =>
    move(dropIn as unknown as Factory, 'sid'))

  it('go on with what they had, under the same name', () => move(dropIn as unknown as Factory))
})

describeWith(packages, 'visitors who come from express-session itself', () => {
  it('go on with what they had', () => move(load<Factory>('express-session'), 'sid'))
})
