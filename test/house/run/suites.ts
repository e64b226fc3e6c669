/**
 * Suites of which some cannot run or fail, for the test of how that is told.
 *
 * @module
 */

import { describe, expect, it } from 'vitest'
import { describeWith } from '../../requirements.ts'

const absent = { name: 'A teapot', packages: [], mend: 'buy one', find: () => undefined }
const present = { name: 'A cup', packages: [], mend: '', find: () => 'cup' }

describeWith(absent, 'tea from the pot', () => {
  it('is hot', () => expect(1).toBe(1))
})

describeWith(present, 'tea from the cup', (path) => {
  it('knows its cup', () => expect(path).toBe('cup'))
})

describe('whoever', () => {
  it.skipIf(process.env['SKIP_MORE'] === '1')('skips without a word', () => expect(1).toBe(1))
  if (process.env['FAIL'] !== '1') return
  it('breaks a cup', () => {
    setImmediate(() => {
      throw new Error('spilt')
    })
    expect(1).toBe(2)
  })
})
