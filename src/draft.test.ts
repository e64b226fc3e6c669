import { describe, expect, it } from 'vitest'
import { cookieForms } from './cookie/cookie-forms.ts'
import { changedKeys, draftOf, emptyData, endDraft, handleOf, idOf, recordOf } from './draft.ts'
import { writeLossless } from './encoding/lossless-json.ts'
import type { Found } from './found.ts'
import { emptyBody, type SessionRecord } from './record.ts'

const write = (data: object) => writeLossless(data, 'data')
const fresh: Found['fresh'] = () => ({ data: {}, baseline: emptyBody })

const record: SessionRecord = {
  id: new Uint8Array(16).fill(7),
  createdAt: 1_000,
  touchedAt: 1_500,
  authenticatedAt: 1_200,
  subject: 'ada',
  permanent: true,
  flashes: [{ text: 'Hello', category: 'message' }],
  body: { text: '{"a":1}', rich: false },
}

const nobody = (): Found => ({
  session: null,
  fresh,
  hadCookie: false,
  form: cookieForms().secure,
})

const ada = (): Found => ({
  ...nobody(),
  session: { record, data: { a: 1 }, baseline: record.body, isNewest: true },
  hadCookie: true,
})

describe('draftOf', () => {
  it('begins with what was found', () => {
    const draft = draftOf(ada(), () => 2_000)
    expect(recordOf(draft, 2_000, write)).toEqual({ ...record, touchedAt: 2_000 })
    expect(draft.data).toEqual({ a: 1 })
  })

  it('begins now when nothing was found', () => {
    const { id, ...rest } = recordOf(
      draftOf(nobody(), () => 2_000),
      2_000,
      write,
    )
    expect(id).toHaveLength(16)
    expect(rest).toEqual({
      createdAt: 2_000,
      touchedAt: 2_000,
      authenticatedAt: null,
      subject: null,
      permanent: false,
      flashes: [],
      body: emptyBody,
    })
  })
})

describe('idOf', () => {
  it('gives one id per draft, made when first asked for, and never the same twice', () => {
    const [one, other] = [draftOf(nobody(), () => 1), draftOf(nobody(), () => 1)]
    expect(one.id).toBeUndefined()
    expect(idOf(one)).toBe(idOf(one))
    expect(idOf(one)).not.toEqual(idOf(other))
  })
})

describe('handleOf', () => {
  it('is the SHA-256 of the id, in base64url', () => {
    // printf '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' | sha256sum
    expect(handleOf(new Uint8Array(16))).toBe(
      Buffer.from(
        '374708fff7719dd5979ec875d56cd2286f6d3cf7ec317a3b25632aab28ec37bb',
        'hex',
      ).toString('base64url'),
    )
  })
})

describe('recordOf', () => {
  it('does not write data that nobody can have changed', () => {
    const draft = draftOf(ada(), () => 2_000)
    const refuse = (): never => {
      throw new Error('it was written')
    }
    expect(recordOf(draft, 2_000, refuse).body).toBe(record.body)
  })

  it('keeps the very body that was read when the data is still the same', () => {
    const draft = draftOf(ada(), () => 2_000)
    draft.mayHaveChanged = true
    expect(recordOf(draft, 2_000, write).body).toBe(record.body)
  })

  it('never moves the last touch back', () => {
    expect(
      recordOf(
        draftOf(ada(), () => 2_000),
        100,
        write,
      ).touchedAt,
    ).toBe(1_500)
  })
})

describe('endDraft', () => {
  it('leaves nothing of the old session but the object that handlers hold', () => {
    const draft = draftOf(ada(), () => 2_000)
    const { data } = draft
    endDraft(draft, 3_000)
    expect(draft.data).toBe(data)
    const { id, ...rest } = recordOf(draft, 3_000, write)
    expect(id).not.toEqual(record.id)
    expect(rest).toEqual({
      createdAt: 3_000,
      touchedAt: 3_000,
      authenticatedAt: null,
      subject: null,
      permanent: false,
      flashes: [],
      body: emptyBody,
    })
  })

  it('does not bring the old body back when the same data is set again', () => {
    const draft = draftOf(ada(), () => 2_000)
    endDraft(draft, 3_000)
    draft.data['a'] = 1
    expect(recordOf(draft, 3_000, write).body).toEqual(record.body)
    expect(recordOf(draft, 3_000, write).id).not.toEqual(record.id)
  })
})

describe('emptyData', () => {
  it('removes every key, even __proto__', () => {
    const draft = draftOf(ada(), () => 2_000)
    Object.defineProperty(draft.data, '__proto__', {
      value: 1,
      enumerable: true,
      configurable: true,
    })
    emptyData(draft)
    expect(Object.keys(draft.data)).toEqual([])
    expect(draft.mayHaveChanged).toBe(true)
  })
})

describe('changedKeys', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['nothing', { a: 1 }, { a: 1 }, []],
    ['another value', { a: 1, b: 2 }, { a: 1, b: 3 }, ['b']],
    ['a new key', {}, { a: undefined }, ['a']],
    ['a removed key', { a: undefined }, {}, ['a']],
    ['deep inside', { a: { b: [1] } }, { a: { b: [2] } }, ['a']],
    ['equal but another object', { a: { b: [1] } }, { a: { b: [1] } }, []],
    ['0 and -0', { a: 0 }, { a: -0 }, ['a']],
    ['a Map', { a: new Map([[1, 2]]) }, { a: new Map([[1, 3]]) }, ['a']],
    ['what cannot be written', { a: 1 }, { a: () => 1 }, ['a']],
    ['an inherited name', {}, { toString: 1 }, ['toString']],
  ])('names %s', (_what, before, after, keys) => {
    expect(changedKeys(before, after)).toEqual(keys)
  })
})
