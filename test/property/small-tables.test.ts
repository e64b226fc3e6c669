import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { recentThings } from '../../src/recent.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

it('takes little where little is remembered, because a program may have many tables', () => {
  const count = 500
  const used = (): number => {
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = used()
  const tables = Array.from({ length: count }, () => {
    const table = recentThings<string>(1_000_000, () => 1_800_000_000)
    table.keep(1, 'one', 10)
    return table
  })
  expect((used() - before) / count).toBeLessThan(4_000)
  expect(tables.every((table) => table.find(1) === 'one')).toBe(true)
})
