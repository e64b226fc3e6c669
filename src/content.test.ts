import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contentWith, freshOnce } from './content.ts'
import type { LosslessText } from './encoding/lossless-json.ts'
import type { SessionRecord } from './record.ts'
import { isRejection } from './rejection.ts'
import { validateWith } from './schema.ts'

const recordWith = (text: string, rich = false): SessionRecord => ({
  id: new Uint8Array(16),
  createdAt: 1,
  touchedAt: 1,
  authenticatedAt: null,
  subject: null,
  permanent: false,
  flashes: [],
  body: { text, rich },
})
const plain = (text: string): LosslessText => ({ text, rich: false })

const schema = z.object({ visits: z.number().default(0), note: z.string().optional() })

describe('contentWith no schema', () => {
  const content = contentWith(undefined)

  it('begins with nothing, and with another nothing each time', () => {
    expect(content.fresh()).toEqual({ data: {}, baseline: plain('{}') })
    expect(content.fresh().data).not.toBe(content.fresh().data)
  })

  it('reads what it writes, and takes the body for the baseline', () => {
    const body = content.write({ visits: 1 })
    expect(content.read(recordWith(body.text))).toEqual({ data: { visits: 1 }, baseline: body })
  })

  it.each([
    ['a list', '[]'],
    ['a number', '1'],
    ['null', 'null'],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(content.read(recordWith(text))).toEqual({ rejected: 'malformed' })
  })

  it('refuses a notation that it cannot read', () => {
    expect(content.read(recordWith('{}', true))).toEqual({ rejected: 'malformed' })
    expect(content.read(recordWith('[["Unknown",1],2]', true))).toEqual({ rejected: 'malformed' })
  })

  it('refuses to write what cannot be kept', () => {
    expect(() => content.write({ fn: () => {} })).toThrow(
      expect.objectContaining({ code: 'ERR_NOT_SERIALIZABLE' }),
    )
  })
})

describe('contentWith a schema', () => {
  const content = contentWith(validateWith(schema))

  it('begins with its defaults, mutable and not shared', () => {
    const first = content.fresh()
    expect(first).toEqual({ data: { visits: 0 }, baseline: plain('{"visits":0}') })
    first.data['visits'] = 9
    expect(content.fresh().data).toEqual({ visits: 0 })
  })

  it('reads through it: defaults are there, unknown keys are not, and the baseline says so', () => {
    const read = content.read(recordWith('{"note":"x","old":1}'))
    if (isRejection(read)) throw new Error(read.rejected)
    expect(read.data).toEqual({ visits: 0, note: 'x' })
    expect(JSON.parse(read.baseline.text)).toEqual({ visits: 0, note: 'x' })
  })

  it('refuses data that does not fit, and text that is no data', () => {
    expect(content.read(recordWith('{"visits":"many"}'))).toEqual({ rejected: 'invalid-data' })
    expect(content.read(recordWith('[]'))).toEqual({ rejected: 'malformed' })
  })

  it('writes what it makes of the data', () => {
    expect(content.write({ old: 1 })).toEqual(plain('{"visits":0}'))
  })

  it('refuses to write what does not fit, by its path and without its value', () => {
    const write = () => content.write({ note: 4_711, visits: 'many' })
    expect(write).toThrow(expect.objectContaining({ code: 'ERR_INVALID_DATA' }))
    expect(write).toThrow(/data\.visits/)
    expect(write).not.toThrow(/4711|many/)
  })
})

describe('freshOnce', () => {
  it('asks the schema about nothing only when it has to know, and then once', () => {
    const asked: unknown[] = []
    const content = contentWith(
      validateWith(
        schema.superRefine((data) => {
          asked.push(data)
        }),
      ),
    )
    asked.length = 0
    const fresh = freshOnce(content)
    expect(asked).toEqual([])
    expect(fresh().data).toEqual({ visits: 0 })
    expect(fresh()).toBe(fresh())
    expect(asked).toEqual([{ visits: 0 }])
  })
})
