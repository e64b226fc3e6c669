import { createSessions } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { visitorOf } from '../promises/visitor.ts'
import { type Data, Visitor } from '../stored/visitors.ts'
import { run, secret } from './command.ts'
import { sqliteDatabase } from './database.ts'

const patience = 60_000
const other = 'other-7d90ab35c1e84f62-other-7d90ab35c1e84f62x'

async function sealed(...words: string[]): Promise<string> {
  return (await run(['seal', ...words])).stdout.trim()
}

describe('coatcheck seal', { timeout: patience }, () => {
  it('makes a cookie that an app with the same secret opens', async () => {
    const cookie = await sealed('{"visits":3}', '--subject', 'ada')
    const [name = '', value = ''] = cookie.split('=')
    const sessions = createSessions<{ visits: number }>({ secrets: secret })
    const visitor = visitorOf(sessions, undefined, new Map([[name, value]]))
    const { value: seen } = await visitor.visit(({ data, subject }) => [{ ...data }, subject])
    expect(seen).toEqual([{ visits: 3 }, 'ada'])
  })

  it('makes the cookie of plain http on this machine when asked to, and prints JSON', async () => {
    const { code, stdout } = await run(['seal', '{"a":1}', '--local', '--json'])
    const { name, setCookie } = JSON.parse(stdout)
    expect([code, name]).toEqual([0, 'session'])
    expect(setCookie).not.toContain('Secure')
  })

  it('reads the data from standard input', async () => {
    const { code, stdout } = await run(['seal', '-'], { SECRET_KEY: secret }, '{"a":1}')
    expect(stdout).toMatch(/^__Host-Http-session=[\w-]+\n$/)
    expect(code).toBe(0)
  })

  it.each([
    ['{"a":1', 'DATA is no JSON object'],
    ['[1]', 'DATA is no JSON object'],
    ['{}', 'an empty session has no cookie'],
  ])('calls the data %s wrong use', async (data, complaint) => {
    const { code, stdout, stderr } = await run(['seal', data])
    expect(stderr).toContain(complaint)
    expect([code, stdout]).toEqual([2, ''])
  })
})

describe('coatcheck unseal', { timeout: patience }, () => {
  it('shows what a cookie holds and what its clocks say', async () => {
    const cookie = await sealed('{"visits":3}', '--subject', 'ada')
    const { code, stdout, stderr } = await run(['unseal', cookie])
    expect(stdout).toMatch(/^verdict +live$/m)
    expect(stdout).toMatch(/^subject +ada$/m)
    expect(stdout).toMatch(/^data +\{ visits: 3 \}$/m)
    expect(stdout).toMatch(/^ends when idle until +\d{4}-/m)
    expect([code, stderr]).toEqual([0, ''])
  })

  it('takes the value alone, from standard input, and prints JSON', async () => {
    const [, value = ''] = (await sealed('{"visits":3}')).split('=')
    const words = ['unseal', '-', '--json']
    const { code, stdout } = await run(words, { SECRET_KEY: secret }, `${value}\n`)
    const found = JSON.parse(stdout)
    expect(found).toMatchObject({ verdict: 'live', subject: null, data: { visits: 3 } })
    expect(found.absoluteAt - found.createdAt).toBe(30 * 86_400)
    expect(code).toBe(0)
  })

  it('never shows an id, only its digest', async () => {
    const { stdout } = await run(['unseal', await sealed('{"a":1}'), '--json'])
    expect(Object.keys(JSON.parse(stdout))).not.toContain('id')
    expect(JSON.parse(stdout).handle).toMatch(/^[\w-]{43}$/)
  })

  it('says of a ticket that the data is in the store', async () => {
    const sessions = createSessions<Data>({ secrets: secret, store: memoryStore() })
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.login('ada'))
    const { code, stdout } = await run(['unseal', visitor.cookie ?? ''])
    expect(stdout).toMatch(/^holds +a ticket: the data is in the store/m)
    expect([code, stdout.includes('ada')]).toEqual([0, false])
  })

  it('shows what a ticket opens in a store, and why it opens nothing any more', async () => {
    using database = sqliteDatabase()
    const sessions = createSessions<Data>({ secrets: secret, store: database.store })
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => {
      session.login('ada')
      session.set('visits', 17)
    })
    const ticket = visitor.cookie ?? ''
    const unseal = () => run(['unseal', ticket, '--store', database.address, '--json'])
    const live = await unseal()
    expect([live.code, live.stderr]).toEqual([0, ''])
    expect(JSON.parse(live.stdout)).toMatchObject({
      ...{ verdict: 'live', subject: 'ada', data: { visits: 17 } },
      handle: (await database.handles('ada'))[0],
    })
    expect((await run(['unseal', ticket, '--store', database.address])).stdout).toMatch(
      /^verdict +live\nholds +a ticket; what follows is in the store\n/,
    )
    await visitor.visit((session) => session.logout())
    const over = await unseal()
    expect([over.code, JSON.parse(over.stdout).verdict]).toEqual([1, 'missing'])
    const nowhere = await run(['unseal', ticket, '--store', 'sqlite:./nowhere.db'])
    expect([nowhere.code, nowhere.stdout]).toEqual([2, ''])
  })

  it.each([
    ['unknown-key', async () => sealed('{"a":1}'), other],
    ['tampered', async () => (await sealed('{"a":1}')).replace('__Host-Http-', 'x'), secret],
    ['malformed', async () => 'nonsense', secret],
  ])('says why a cookie is refused, and ends with 1: %s', async (reason, cookie, key) => {
    const text = await cookie()
    const { code, stdout } = await run(['unseal', text], { SECRET_KEY: key })
    expect(stdout).toMatch(new RegExp(`^verdict +refused, ${reason}: .*\n$`))
    const json = await run(['unseal', text, '--json'], { SECRET_KEY: key })
    expect([code, json.code, JSON.parse(json.stdout)]).toEqual([1, 1, { verdict: reason }])
  })

  it('says that a session is over, and when it was', async () => {
    const now = () => Math.floor(Date.now() / 1_000) - 8 * 86_400
    const visitor = visitorOf(createSessions<{ a: number }>({ secrets: secret, now }))
    await visitor.visit((session) => session.set('a', 1))
    const [[name, value] = []] = [...visitor.jar]
    const { code, stdout } = await run(['unseal', `${name}=${value}`])
    expect(stdout).toMatch(/^verdict +refused, idle: /m)
    expect(code).toBe(1)
  })

  it('takes no secret on the command line, and repeats none', async () => {
    const { code, stderr } = await run(['unseal', 'nonsense', '--secret', secret], {})
    expect([code, stderr.includes(secret)]).toEqual([2, false])
    const file = await run(['unseal', 'nonsense', '--secret-file', secret], {})
    expect([file.code, file.stderr.includes(secret)]).toEqual([2, false])
  })

  it('lets nothing that a visitor wrote move the cursor', async () => {
    const cookie = await sealed(JSON.stringify({ a: 'x' }), '--subject', '\u001b[2Jada')
    expect((await run(['unseal', cookie])).stdout).not.toContain('\u001b')
  })
})
