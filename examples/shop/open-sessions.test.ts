import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sparePort } from '../../test/servers/spare-port.ts'
import { openSessions } from './open-sessions.ts'
import { WrongSetting } from './settings.ts'

beforeEach(() => {
  vi.stubEnv('SECRET_KEY', 'open-5b1e0f7c92d84a63-open-5b1e0f7c92d84a63')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

function refusalOf(address: string): Promise<unknown> {
  return openSessions(address, expect.fail).then(
    () => 'nothing was refused',
    (error: unknown) => error,
  )
}

describe('openSessions', () => {
  it('leaves sessions in their cookie, where none can be listed', async () => {
    const { sessions, close } = await openSessions(undefined, expect.fail)
    expect('list' in sessions).toBe(false)
    await close()
  })

  it('keeps sessions in a store, where they can be listed', async () => {
    const { sessions, close } = await openSessions('memory:', expect.fail)
    expect('list' in sessions).toBe(true)
    await close()
  })

  it('says that a secret is weak before it looks for the store', async () => {
    vi.stubEnv('SECRET_KEY', 'dev')
    expect(await refusalOf('carrier-pigeon://loft')).toMatchObject({ code: 'ERR_SECRET_WEAK' })
  })

  const wrong = {
    'has no scheme': 's3cret',
    'has an unknown scheme': 'carrier-pigeon://ada:s3cret@loft',
    'cannot be read': 'redis://ada:s3cret@127.0.0.1:port',
    'is a file without a path': 'sqlite:',
    'is a file in a folder that is missing': 'sqlite:./nowhere/s3cret/sessions.db',
  }
  for (const [what, address] of Object.entries(wrong)) {
    it(`refuses an address that ${what}, and does not repeat it`, async () => {
      const error = await refusalOf(address)
      expect(error).toBeInstanceOf(WrongSetting)
      expect(String(error)).toMatch(/SESSION_STORE: /)
      expect(String(error)).not.toContain('s3cret')
    })
  }

  for (const scheme of ['redis', 'redis-cluster', 'postgres', 'mysql']) {
    it(`refuses an address of ${scheme}: where nobody answers, before any visitor comes`, async () => {
      const error = await refusalOf(`${scheme}://ada:s3cret@127.0.0.1:${await sparePort()}/shop`)
      expect(error).toBeInstanceOf(WrongSetting)
      expect(String(error)).toMatch(/SESSION_STORE: /)
      expect(String(error)).not.toContain('s3cret')
    })
  }

  it('gives up on a server that takes the connection and says nothing', async () => {
    const mute = createServer(() => {}).listen(0, '127.0.0.1')
    await once(mute, 'listening')
    try {
      // A server that listens on a port has an address with a port.
      const { port } = mute.address() as AddressInfo
      const address = `postgres://ada:s3cret@127.0.0.1:${port}/shop`
      await expect(openSessions(address, expect.fail, { patience: 50 })).rejects.toThrow(
        'SESSION_STORE: nobody answers there within 0.05 seconds',
      )
    } finally {
      mute.close()
    }
  })
})
