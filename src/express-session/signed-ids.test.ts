import { describe, expect, it } from 'vitest'
import { signId } from '../codecs/signed-id.ts'
import { signedIds } from './signed-ids.ts'

// Made by cookie-signature 1.0.7: sign('an-id', 'keyboard cat').
const vector = 's:an-id.qmo4zA9gtwxCU0Bdpkcn2wL7S4GdRVXsROiIq7eiWbs'

describe('a signed id', () => {
  it('is written as cookie-signature writes it', () => {
    expect(signId('an-id', 'keyboard cat')).toBe(vector)
  })

  it('is read encoded or not, in quotes or not', () => {
    for (const value of [vector, encodeURIComponent(vector), `"${vector}"`]) {
      expect(signedIds(`a=b; sid=${value}`, 'sid', ['keyboard cat'])).toEqual(['an-id'])
    }
  })

  it('is read under every secret, and under no other', () => {
    expect(signedIds(`sid=${vector}`, 'sid', ['newer', 'keyboard cat'])).toEqual(['an-id'])
    expect(signedIds(`sid=${vector}`, 'sid', ['newer'])).toEqual([])
  })

  it('is not read when anything of it was changed or is missing', () => {
    const id = 'an-id'
    const mac = vector.slice('s:an-id.'.length)
    const wrong = [
      `s:other.${mac}`,
      `s:${id}.${mac}=`,
      `s:${id}.${mac.slice(1)}`,
      `s:${id}.`,
      `s:${id}`,
      `${id}.${mac}`,
      `s:.${mac}`,
      '%E0%A4%A',
      '',
    ]
    for (const value of wrong) {
      expect(signedIds(`sid=${value}`, 'sid', ['keyboard cat'])).toEqual([])
    }
  })

  it('is taken from every cookie of the name, each once, four at most', () => {
    const ids = ['a', 'b', 'a', 'c', 'd', 'e']
    const header = ids.map((id) => `sid=${signId(id, 'k')}`).join('; ')
    expect(signedIds(header, 'sid', ['k'])).toEqual(['a', 'b', 'c', 'd'])
  })

  it('may hold dots', () => {
    expect(signedIds(`sid=${signId('a.b.c', 'k')}`, 'sid', ['k'])).toEqual(['a.b.c'])
  })
})
