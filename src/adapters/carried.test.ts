import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { carried } from './carried.ts'

describe('carried', () => {
  it('gives what an object was made to carry, the last of it', () => {
    const coats = carried<string>('coat')
    const bearer = {}
    expect(coats.of(bearer)).toBeUndefined()
    coats.put(bearer, 'loden')
    coats.put(bearer, 'tweed')
    expect(coats.of(bearer)).toBe('tweed')
  })

  it('is of one kind, though another has its name', () => {
    const bearer = {}
    carried<string>('coat').put(bearer, 'loden')
    expect(carried<string>('coat').of(bearer)).toBeUndefined()
  })

  it('belongs to the object itself, and not to its copies and heirs', () => {
    const coats = carried<string>('coat')
    const bearer = { url: '/' }
    coats.put(bearer, 'loden')
    expect(coats.of({ ...bearer })).toBeUndefined()
    expect(coats.of(Object.create(bearer))).toBeUndefined()
  })

  it('is not seen by whoever lists or prints the object', () => {
    const coats = carried<string>('coat')
    const bearer = { url: '/' }
    coats.put(bearer, 'loden')
    expect(inspect(bearer)).toBe("{ url: '/' }")
    expect(JSON.stringify(bearer)).toBe('{"url":"/"}')
    expect(Object.keys(bearer)).toEqual(['url'])
  })
})
