import { describe, expect, it } from 'vitest'
import { run } from './command.ts'
import { sqliteDatabase } from './database.ts'

const patience = 60_000

describe('coatcheck revoke', { timeout: patience }, () => {
  it('ends one session of its owner, and says by its code that there was none', async () => {
    using database = sqliteDatabase()
    await database.login('ada')
    await database.login('ada')
    const [handle = '', other] = await database.handles('ada')
    const words = (subject: string) => [
      'revoke',
      '--store',
      database.address,
      '--',
      subject,
      handle,
    ]
    expect(await run(words('eve'))).toMatchObject({
      code: 1,
      stdout: 'There was no such live session.\n',
    })
    expect(await run(words('ada'))).toMatchObject({ code: 0, stdout: '1 session is ended.\n' })
    expect(await database.handles('ada')).toEqual([other])
    expect(await run(words('ada'))).toMatchObject({ code: 1 })
  })

  it('ends all sessions of a subject', async () => {
    using database = sqliteDatabase()
    for (const subject of ['ada', 'ada', 'eve']) await database.login(subject)
    const { code, stdout } = await run([
      'revoke',
      'ada',
      '--all',
      '--json',
      '--store',
      database.address,
    ])
    expect([code, JSON.parse(stdout)]).toEqual([0, { revoked: 2 }])
    expect(await database.handles('ada')).toEqual([])
    expect(await database.handles('eve')).toHaveLength(1)
  })

  it("ends everyone's, without any secret", async () => {
    using database = sqliteDatabase()
    for (const subject of ['ada', 'eve']) await database.login(subject)
    const { code, stdout } = await run(['revoke', '--everyone', '--store', database.address], {})
    expect([code, stdout]).toEqual([0, "Everyone's sessions are ended.\n"])
    expect((await database.store.epoch()).epoch).toBe(1)
    const listed = await run(['list', 'ada', '--store', database.address])
    expect([listed.code, listed.stdout]).toEqual([0, ''])
  })

  it.each([
    [['revoke'], 'say whose'],
    [['revoke', 'ada'], 'say either which one'],
    [['revoke', 'ada', 'handle', '--all'], 'say either which one'],
    [['revoke', 'ada', '--everyone'], '--everyone takes neither'],
    [['revoke', '--all', '--everyone'], '--everyone takes neither'],
    [['revoke', 'ada', 'b', 'c'], 'one word too many'],
  ])('calls %j wrong use, and ends nothing', async (words, complaint) => {
    using database = sqliteDatabase()
    await database.login('ada')
    const { code, stdout, stderr } = await run([...words, '--store', database.address])
    expect(stderr).toContain(`coatcheck: ${complaint}`)
    expect([code, stdout]).toEqual([2, ''])
    expect(await database.handles('ada')).toHaveLength(1)
  })
})
