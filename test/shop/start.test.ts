import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { visitorOf } from '../clients/cookie-jar.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { startRedis } from '../servers/redis.ts'
import { logIn, textAt } from './forms.ts'
import {
  type End,
  environmentOf,
  runShop,
  type ShopEnvironment,
  startShop,
} from './shop-process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const secret = 'vXZzAqO3gq1uJmAqkFQ3b0f2m7B2l8sTQ9v3y5d6c7E'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-shop-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Starts the shop, lets a visitor in, and ends it; gives how it ended. */
async function serve(
  settings: ShopEnvironment,
  visit: (origin: string) => Promise<void>,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<End> {
  const shop = await startShop(folder, settings)
  try {
    await visit(shop.origin)
  } finally {
    await shop.end(signal)
  }
  return shop.end(signal)
}

describe('the start script', () => {
  it('prints its address, answers there, and ends cleanly on SIGTERM and SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const visit = async (origin: string): Promise<void> => {
        expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
        expect(await textAt(visitorOf(origin), '/')).toContain('The Cloakroom Shop')
      }
      expect((await serve({ SECRET_KEY: secret }, visit, signal)).code).toBe(0)
    }
  })

  it('ends the stream of a page that watches events, instead of cutting it off', async () => {
    let rest: Promise<unknown> = Promise.reject(new Error('nothing was watched'))
    rest.catch(() => {})
    await serve({ SECRET_KEY: secret }, async (origin) => {
      const { status, body } = await fetch(`${origin}/coatcheck?view=events`)
      expect(status).toBe(200)
      rest = new Response(body).text()
      rest.catch(() => {})
    })
    await rest
  })

  it('says how to set a secret when it had to make one up', async () => {
    const { stderr } = await serve({}, async (origin) => {
      expect(await textAt(visitorOf(origin), '/visits')).toContain('You have visited 1 times')
    })
    const lines = stderr.split('\n').filter((line) => line.includes('SECRET_KEY'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('npx coatcheck keygen')
  })

  it('keeps sessions from one run to the next under the same secret', async () => {
    let cookie = ''
    await serve({ SECRET_KEY: secret }, async (origin) => {
      const response = await fetch(`${origin}/visits`)
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    })
    await serve({ SECRET_KEY: secret }, async (origin) => {
      const response = await fetch(`${origin}/visits`, { headers: { cookie } })
      expect(await response.text()).toContain('You have visited 2 times')
    })
  })

  it('reads .env before .flaskenv, and neither over the environment', async () => {
    await writeFile(join(folder, '.env'), `SECRET_KEY=${secret}\nSESSION_COOKIE_NAME=from_env\n`)
    await writeFile(
      join(folder, '.flaskenv'),
      'SESSION_COOKIE_NAME=from_flaskenv\nPERMANENT_SESSION_LIFETIME=60\nHOST=192.0.2.1\n',
    )
    const { stderr } = await serve({ HOST: '127.0.0.1' }, async (origin) => {
      const visitor = visitorOf(origin)
      await visitor.fetch('/visits')
      expect([...visitor.cookies.keys()]).toEqual(['from_env'])
    })
    expect(stderr).not.toContain('SECRET_KEY')
  })
})

describe('the start script, with sessions in a store,', () => {
  it('keeps them from one run to the next, in a file of its own', async () => {
    const settings = { SECRET_KEY: secret, SESSION_STORE: 'sqlite:./sessions.db' }
    let cookie = ''
    const first = await serve(settings, async (origin) => {
      const visitor = visitorOf(origin)
      await logIn(visitor)
      await visitor.fetch('/visits')
      cookie = `session=${visitor.cookies.get('session')?.value}`
      expect(cookie.length).toBeLessThan(200)
    })
    const second = await serve(settings, async (origin) => {
      const response = await fetch(`${origin}/visits`, { headers: { cookie } })
      expect(await response.text()).toContain('You have visited 2 times')
    })
    expect([first.code, second.code]).toEqual([0, 0])
    // Whoever closes the last connection folds the write-ahead log into the file.
    expect(await readdir(folder)).toEqual(['sessions.db'])
  })

  describeWith(redisServer, 'on a Redis', () => {
    it('lets go of it when the port is taken', async () => {
      await using server = await startRedis()
      const PORT = String(server.port)
      const settings = { SECRET_KEY: secret, SESSION_STORE: server.url, PORT }
      const { code, stderr } = await runShop(folder, settings)
      expect(code).toBe(1)
      expect(stderr).toBe(`Port ${PORT} on 127.0.0.1 is in use; set PORT to another one.\n`)
    })
  })
})

describe('npm start', () => {
  it('opens the shop, and closes it when npm is told to end', async () => {
    const env = environmentOf({ SECRET_KEY: secret })
    const npm = spawn('npm', ['start'], { cwd: root, env })
    try {
      const complaints: string[] = []
      npm.stderr.on('data', (chunk: Buffer) => complaints.push(String(chunk)))
      const lines = createInterface(npm.stdout)
      const opened = (async () => {
        for await (const line of lines) {
          if (line.startsWith('The shop is open: ')) return line.replace('The shop is open: ', '')
        }
        throw new Error(`npm start ended without opening the shop: ${complaints.join('')}`)
      })()
      const origin = await opened
      expect((await fetch(origin)).status).toBe(200)
      npm.kill('SIGTERM')
      await expect
        .poll(
          () =>
            fetch(origin).then(
              () => 'open',
              () => 'closed',
            ),
          { timeout: 10_000 },
        )
        .toBe('closed')
    } finally {
      npm.kill('SIGTERM')
    }
  })
})

describe('the start script, given what it cannot follow,', () => {
  const refusals: Record<string, Record<string, string>> = {
    'no secret in production': { NODE_ENV: 'production' },
    'a short secret': { SECRET_KEY: 'dev' },
    'a bad lifetime': { SECRET_KEY: secret, PERMANENT_SESSION_LIFETIME: 'a week' },
    'an unknown store': { SECRET_KEY: secret, SESSION_STORE: 'carrier-pigeon://ada:s3cret@loft' },
    'a copy of what is in no store': { SECRET_KEY: secret, SESSION_CACHE_IN_COOKIE: '1' },
    'an unknown format': { SECRET_KEY: secret, SESSION_FORMAT: 'papyrus' },
    'a bad port': { SECRET_KEY: secret, PORT: 'http' },
  }
  for (const [what, settings] of Object.entries(refusals)) {
    it(`ends with 2 and one line: ${what}`, async () => {
      const { code, stdout, stderr } = await runShop(folder, settings)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      const variable = Object.keys(settings).at(-1) ?? ''
      expect(stderr).toContain(variable === 'NODE_ENV' ? 'SECRET_KEY' : variable)
      expect(stderr).not.toContain('s3cret')
    })
  }

  it('ends with 1 and one line when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    try {
      // A server that listens on a port has an address with a port.
      const { port } = other.address() as AddressInfo
      const { code, stderr } = await runShop(folder, { SECRET_KEY: secret, PORT: String(port) })
      expect(code).toBe(1)
      expect(stderr).toBe(`Port ${port} on 127.0.0.1 is in use; set PORT to another one.\n`)
    } finally {
      other.close()
    }
  })
})
