import { describe, expect, it } from 'vitest'
import { keyRing } from '../../src/crypto/key-ring.ts'
import { ended, run, secret, start } from './command.ts'
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

  it('says that it is not done when it is interrupted, and ends the rest the next time', {
    timeout: 120_000,
  }, async () => {
    using database = sqliteDatabase()
    const [subject = ''] = keyRing(secret).digests('ada')
    const now = Math.floor(Date.now() / 1_000)
    const entry = { value: Uint8Array.of(1), subject, touchedAt: now, expiresAt: now + 86_400 }
    const keys = Array.from({ length: 20_000 }, (_, i) => String(i).padStart(43, '0'))
    for (const key of keys) await database.store.create(key, entry, now)
    const [last = ''] = [keys.at(-1)]
    const words = ['revoke', 'ada', '--all', '--store', database.address]
    const child = start(words, { SECRET_KEY: secret })
    const end = ended(child)
    const isGone = async (key = ''): Promise<boolean> =>
      (await database.store.load(key, now)) === null
    while (child.exitCode === null && !(await isGone(keys[0]))) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    child.kill('SIGINT')
    const { stdout, stderr } = await end
    expect([child.signalCode, stdout]).toEqual(['SIGINT', ''])
    expect(stderr).toBe('coatcheck: stopped before the end; run it again for the rest\n')
    expect(await isGone(last)).toBe(false)
    expect(await run(words)).toMatchObject({ code: 0, stderr: '' })
    expect(await isGone(last)).toBe(true)
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
