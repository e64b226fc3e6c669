import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { validateWith } from './schema.ts'

/** A schema by hand, as the standard has it. */
const schemaOf = (
  validate: (
    data: unknown,
  ) => ReturnType<StandardSchemaV1<unknown, object>['~standard']['validate']>,
): StandardSchemaV1<unknown, object> => ({
  '~standard': { version: 1, vendor: 'by-hand', validate },
})

describe('validateWith', () => {
  it.each([
    ['zod', z.object({ visits: z.number().optional(), theme: z.string().default('light') })],
    [
      'valibot',
      v.object({ visits: v.optional(v.number()), theme: v.optional(v.string(), 'light') }),
    ],
  ])('gives what the schema makes of data: %s', (_library, schema) => {
    const validate = validateWith(schema)
    expect(validate({ visits: 1, unknown: 2 })).toEqual({ output: { visits: 1, theme: 'light' } })
  })

  it.each([
    ['zod', z.object({ cart: z.array(z.object({ price: z.number() })).optional() })],
    ['valibot', v.object({ cart: v.optional(v.array(v.object({ price: v.number() }))) })],
  ])('names the paths of what does not fit, and no value: %s', (_library, schema) => {
    const validate = validateWith(schema)
    expect(validate({ cart: [{ price: 1 }, { price: 'secret' }] })).toEqual({
      issues: ['data.cart.1.price'],
    })
  })

  it('calls an issue of the whole session data', () => {
    const refusesTwo = schemaOf((data) =>
      Object.keys(data as object).length > 1 ? { issues: [{ message: 'no' }] } : { value: {} },
    )
    expect(validateWith(refusesTwo)({ a: 1, b: 2 })).toEqual({ issues: ['data'] })
  })

  it('leaves the object that it checks as it is', () => {
    const data = { visits: 1 }
    const checked = validateWith(z.object({ visits: z.number().optional() }))(data)
    if (!('output' in checked)) throw new Error('it fits')
    checked.output['visits'] = 2
    expect(data.visits).toBe(1)
  })

  it('gives another object than the schema, which may give the same one each time', () => {
    const shared = { visits: 1 }
    const validate = validateWith(schemaOf(() => ({ value: shared })))
    const [one, other] = [validate({}), validate({})]
    expect(one).toEqual({ output: shared })
    expect('output' in one && 'output' in other && one.output !== other.output).toBe(true)
  })

  it('refuses a schema that an empty session does not fit', () => {
    expect(() => validateWith(z.object({ userId: z.number(), name: z.string() }))).toThrow(
      expect.objectContaining({
        code: 'ERR_OPTIONS',
        message: expect.stringContaining('data.userId, data.name'),
      }),
    )
  })

  it('refuses an asynchronous schema', () => {
    expect(() => validateWith(schemaOf(async () => ({ value: {} })))).toThrow(
      expect.objectContaining({ code: 'ERR_OPTIONS' }),
    )
  })
})
