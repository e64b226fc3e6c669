import { mysqlSchema } from 'coatcheck/stores/mysql'
import { postgresSchema } from 'coatcheck/stores/postgres'
import { sqliteSchema } from 'coatcheck/stores/sqlite'
import { describe, expect, it } from 'vitest'
import { run } from './command.ts'

describe('coatcheck schema', () => {
  it.each([
    ['sqlite', sqliteSchema],
    ['postgres', postgresSchema],
    ['mysql', mysqlSchema],
  ])('prints the statements of %s', async (engine, schema) => {
    const { code, stdout, stderr } = await run(['schema', engine], {})
    expect(stdout).toBe(`${schema().trimEnd()}\n`)
    expect([code, stderr]).toEqual([0, ''])
  })

  it('takes another name for the table, and prints JSON', async () => {
    const words = ['schema', 'postgres', '--table', 'app.visitors', '--json']
    const { code, stdout } = await run(words, {})
    const sql = postgresSchema('app.visitors').trimEnd()
    expect([code, JSON.parse(stdout)]).toEqual([0, { engine: 'postgres', sql }])
  })

  it.each([
    [['schema'], 'ENGINE is missing'],
    [['schema', 'oracle'], 'there is no table for "oracle"; say sqlite, postgres or mysql'],
    [['schema', 'sqlite', '--table', 'a b'], 'table: give a name'],
    [['schema', 'sqlite', 'mysql'], 'one word too many'],
  ])('calls %j wrong use', async (words, complaint) => {
    const { code, stdout, stderr } = await run(words, {})
    expect(stderr).toContain(`coatcheck: ${complaint}`)
    expect([code, stdout]).toEqual([2, ''])
  })
})
