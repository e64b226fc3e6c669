/**
 * A suite whose facts do not hold, to see that a runtime tells of each.
 *
 * @module
 */

import { afterEach, beforeAll, describe, expect, it } from 'vitest'

describe('a suite', () => {
  it('says what is so', () => {
    expect([1, { a: undefined }]).toEqual([1, {}])
  })

  it('says at once what is not', () => {
    expect([1, 2]).toEqual([1, 3])
  })

  it('says later what is not', async () => {
    await expect(Promise.resolve(1)).rejects.toThrow()
  })

  it.each(['one', 'two'])('says of %s what is not', (name) => {
    expect(name).toBe('one')
  })

  describe('whose facts leave something behind', () => {
    afterEach(() => {
      throw new RangeError('cannot be cleared up')
    })

    it('says so', () => {})
  })

  describe('that cannot begin', () => {
    beforeAll(() => Promise.reject(new RangeError('cannot begin')))

    it('tries nothing', () => {})
  })
})
