import { readFileSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { loggedIn, type RaceReport, readSession } from 'coatcheck/testing'
import express from 'express'
import { createClient } from 'redis'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { serve } from '../adapters/servers.ts'
import { visitorOf } from '../clients/cookie-jar.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { startRedis } from '../servers/redis.ts'
import { unquotedIn } from './pages.ts'
import { secret } from './served-recipe.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const newSecret = 'Zq8Lk3pVw6Yt1RsDh5NfBx2McJg9UeAoKiWvTz4QyXE'

const raceFile = join(root, 'test/docs/.cache/race.ts')
afterAll(() => rmSync(raceFile, { force: true }))
afterEach(() => vi.unstubAllEnvs())

/** Gives the one text that a page shows and no file holds. */
function shownOn(path: string): string {
  const [text = ''] = unquotedIn({ path, text: readFileSync(join(root, path), 'utf8') })
  return text
}

describe('the first lines of README.md', () => {
  it('keep a value, for one visitor and no other', async () => {
    vi.spyOn(console, 'warn').mockReturnValue()
    const [set = '', get = ''] = shownOn('README.md')
      .split('\n')
      .map((line) => line.replace(/ +\/\/.*/, ''))
    const app = express()
    app.use(expressSession(createSessions({ secrets: secret })))
    app.post('/', (req, res) => {
      new Function('req', set)(req)
      res.sendStatus(204)
    })
    app.get('/', (req, res) => {
      res.json({ value: new Function('req', `return ${get}`)(req) })
    })
    await using server = await serve(app)
    const [one, another] = [visitorOf(server.origin), visitorOf(server.origin)]
    await one.fetch('/', { method: 'POST' })
    expect(await (await one.fetch('/')).json()).toEqual({ value: 123 })
    expect(await (await another.fetch('/')).json()).toEqual({})
  })
})

describe('the environment of docs/recipes/key-rotation.md', () => {
  it('logs nobody out', async () => {
    const before = createSessions({ secrets: secret })
    const cookies = await loggedIn(before, {}, { subject: 'ada' })
    const lines = shownOn('docs/recipes/key-rotation.md')
      .replace('the new one', newSecret)
      .replace('the old one', secret)
      .split('\n')
    expect(lines).toHaveLength(2)
    const name = (line: string): string => line.slice(0, line.indexOf('='))
    for (const line of lines) vi.stubEnv(name(line), line.slice(name(line).length + 1))
    const after = createSessions(optionsFromEnv())
    expect(await readSession(after, cookies)).toMatchObject({ subject: 'ada' })
    const renewed = await loggedIn(after, {}, { subject: 'ada' })
    expect(await readSession(before, renewed)).toBe(null)
  })
})

describeWith(redisServer, 'the configuration of docs/stores/redis.md', () => {
  it('is one that a server starts with', async () => {
    const lines = shownOn('docs/stores/redis.md').split('\n')
    await using server = await startRedis(lines)
    const client = await createClient({ url: server.url }).connect()
    for (const line of lines) {
      const [name = '', value] = line.split(' ')
      expect(await client.configGet(name)).toEqual({ [name]: value })
    }
    client.destroy()
  })
})

describe('the order of a race in docs/testing.md', () => {
  it('is what the example prints', async () => {
    const example = readFileSync(join(root, 'examples/testing/race.test.ts'), 'utf8')
    // Its two tests are run where they stand.
    const [beforeTests = ''] = example.split(/^it\(/m)
    const program = beforeTests.replace(/^function redeemOnce/m, 'export function redeemOnce')
    await mkdir(dirname(raceFile), { recursive: true })
    await writeFile(raceFile, program)
    const { redeemOnce }: Race = await import(raceFile)
    const { broken } = await redeemOnce((session) => session.pop('coupon'))
    expect(broken[0]?.trace.trim()).toBe(shownOn('docs/testing.md'))
  })
})

interface Race {
  redeemOnce(
    redeem: (session: { pop(key: string): string | undefined }) => unknown,
  ): Promise<RaceReport>
}
