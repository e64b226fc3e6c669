import { describe, expect, it } from 'vitest'
import { Cookie } from './cookie.ts'
import { catchUp, mergedData, textOf } from './row-text.ts'
import { Session } from './session.ts'

describe('what a session holds as text', () => {
  it('is its own data, without cookie and methods', () => {
    const session = new Session({ sessionID: 'an-id' }, { views: 1, save: 'no method' })
    session.cookie = new Cookie()
    expect(textOf(session)).toBe('{"views":1}')
    expect(textOf({ cookie: {}, views: 1, save: 'no method', id: 'x' })).toBe('{"views":1}')
  })

  it('cannot be written where JSON has no notation', () => {
    const notSerializable = expect.objectContaining({ code: 'ERR_NOT_SERIALIZABLE' })
    expect(() => textOf({ big: 1n })).toThrow(notSerializable)
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    expect(() => textOf(cycle)).toThrow(notSerializable)
  })

  it('is merged key by key', () => {
    const merged = mergedData('{"a":1,"b":1,"c":1}', '{"a":2,"b":1}', '{"a":1,"b":3,"c":1}')
    expect(merged).toEqual({ a: 2, b: 3 })
  })
})

describe('a live session that catches up with what was written', () => {
  it('takes what others changed, and gives up what they removed', () => {
    const session: Record<string, unknown> = { mine: 1, theirs: 1, removed: 1 }
    catchUp(session, textOf(session), { mine: 1, theirs: 2, added: 3 })
    expect(session).toEqual({ mine: 1, theirs: 2, added: 3 })
  })

  it('keeps what its handler changed since', () => {
    const session: Record<string, unknown> = { key: 1, list: ['first'] }
    const asked = textOf(session)
    const { list } = session
    session['key'] = 2
    catchUp(session, asked, { key: 9, list: ['first'] })
    expect(session).toEqual({ key: 2, list: ['first'] })
    expect(session['list']).toBe(list)
  })
})
