import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ended, run, secret, start } from './command.ts'
import { sqliteDatabase } from './database.ts'

const patience = 60_000

describe('coatcheck list', { timeout: patience }, () => {
  it("prints one subject's sessions, by handle and times, and nobody else's", async () => {
    using database = sqliteDatabase()
    for (const subject of ['ada', 'ada', 'eve']) await database.login(subject)
    const { code, stdout, stderr } = await run(['list', 'ada', '--store', database.address])
    const [heading, ...rows] = stdout.trimEnd().split('\n')
    expect(heading).toMatch(/^handle +created +last seen +expires$/)
    expect(rows.map((row) => row.split(/ +/)[0])).toEqual(await database.handles('ada'))
    expect(rows[0]).toMatch(/( \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ *){3}$/)
    expect([code, stderr]).toEqual([0, ''])
  })

  it('prints JSON, and finds the store in the environment', async () => {
    using database = sqliteDatabase()
    await database.login('ada')
    const environment = { SECRET_KEY: secret, SESSION_STORE: database.address }
    const { code, stdout } = await run(['list', 'ada', '--json'], environment)
    const [handle] = await database.handles('ada')
    const instant = expect.any(Number)
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { sessions: [{ handle, createdAt: instant, lastSeenAt: instant, expiresAt: instant }] },
    ])
  })

  it('prints nothing for somebody who has no session', async () => {
    using database = sqliteDatabase()
    await database.login('ada')
    const { code, stdout } = await run(['list', 'bob', '--store', database.address])
    expect([code, stdout]).toEqual([0, ''])
  })

  it('finds sessions of an older secret in a file of secrets', async () => {
    using database = sqliteDatabase()
    await database.login('ada')
    const file = join(dirname(database.path), 'secrets')
    writeFileSync(file, `newer-7d90ab35c1e84f62-newer-7d90ab35c1e84f62x\n\n${secret}\n`)
    const words = ['list', 'ada', '--store', database.address, '--secret-file', file]
    const { code, stdout } = await run(words, {})
    expect([code, stdout.trimEnd().split('\n').length]).toEqual([0, 2])
  })

  it('ends quietly when the reader of its pipe has gone', async () => {
    using database = sqliteDatabase()
    await database.login('ada')
    const child = start(['list', 'ada', '--store', database.address], { SECRET_KEY: secret })
    child.stdout?.destroy()
    const { code, stderr } = await ended(child)
    expect([code, stderr]).toEqual([0, ''])
  })

  it.each([
    [['list'], {}, 'SUBJECT is missing'],
    [['list', 'ada'], {}, 'say which store: give --store URL'],
    [['list', 'ada', '--store', 'sqlite:./missing.db'], {}, 'there is no such SQLite file'],
    [['list', 'ada', '--store', 'oracle://u:hunter2@h/'], {}, "there is no store for 'oracle:'"],
    [['list', 'ada', '--secret-file', 'missing'], {}, 'the file of --secret-file cannot be read'],
  ])('calls %j wrong use', async (words, environment, complaint) => {
    const { code, stdout, stderr } = await run(words, { SECRET_KEY: secret, ...environment })
    expect(stderr).toContain(`coatcheck: ${complaint}`)
    expect(stderr).not.toContain('hunter2')
    expect([code, stdout]).toEqual([2, ''])
  })

  it('says how to get a secret where there is none', async () => {
    const { code, stderr } = await run(['list', 'ada', '--store', 'memory:'], {})
    expect(stderr).toMatch(/SECRET_KEY is not set.*keygen/)
    expect(code).toBe(2)
  })

  it('calls a secret that can be guessed wrong use, and does not repeat it', async () => {
    const { code, stderr } = await run(['list', 'ada', '--store', 'memory:'], { SECRET_KEY: 'dev' })
    expect(stderr).toMatch(/^coatcheck: .*keygen/)
    expect([code, stderr.includes("'dev'")]).toEqual([2, false])
  })

  it('never repeats the password of a server that cannot be reached', async () => {
    for (const address of ['redis://u:hunter2@127.0.0.1:1', 'postgres://u:hunter2@127.0.0.1:1/x']) {
      const { code, stdout, stderr } = await run(['list', 'ada', '--store', address])
      expect(stderr).toMatch(/^coatcheck: /)
      expect(stderr).not.toContain('hunter2')
      expect([code, stdout]).toEqual([1, ''])
    }
  })
})
