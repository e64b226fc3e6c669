/**
 * A store in Redis from an address, through the package `redis`.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { installed, inTime, type OpenedStore, silent, valid } from './open-client.ts'
import { renewedStore } from './open-renewal.ts'

// While the server is away, commands wait for it, for less long than the store waits for them: what
// was answered with a failure for having waited is then never carried out.
const queueMilliseconds = 4_000

// A cluster whose node is away is asked who has taken over, at most this often.
const refreshMilliseconds = 1_000

/** Opens the store on one server. */
export async function openRedis(address: string): Promise<OpenedStore> {
  const { createClient } = await installed('redis', () => import('redis'))
  const { redisStore } = await import('./redis.ts')
  const { url, waitForReplicas } = splitAddress(address)
  return renewedStore(async () => {
    const commandOptions = { timeout: queueMilliseconds }
    const client = valid(() => createClient({ url, commandOptions }))
    const broken = new Promise<never>((_resolve, reject) => client.on('error', reject))
    broken.catch(silent)
    await reached('Redis', client, broken)
    return {
      store: redisStore(client, { waitForReplicas }),
      answers: () => client.ping(),
      close: () => client.close(),
      destroy: () => client.destroy(),
    }
  })
}

/** Opens the store on a cluster. */
export async function openRedisCluster(address: string): Promise<OpenedStore> {
  const { createCluster } = await installed('redis', () => import('redis'))
  const { redisStore } = await import('./redis.ts')
  const { url, waitForReplicas } = splitAddress(address)
  const [account, hosts = account] = splitLast(url.slice('redis-cluster://'.length), '@')
  const login = hosts === account ? '' : `${account}@`
  const options = {
    rootNodes: hosts.split(',').map((host) => ({ url: `redis://${login}${host}` })),
    defaults: loginOf(`redis://${login}${hosts.split(',')[0]}`),
    commandOptions: { timeout: queueMilliseconds },
    topologyRefreshOnReconnectionAttemptStrategy: refreshMilliseconds,
  }
  return renewedStore(async () => {
    const client = valid(() => createCluster(options))
    client.on('error', silent)
    await reached('Redis Cluster', client)
    return {
      store: redisStore(client, { waitForReplicas }),
      answers: () =>
        Promise.all(client.masters.map(async (node) => (await client.nodeClient(node)).ping())),
      close: () => client.close(),
      destroy: () => client.destroy(),
    }
  })
}

interface RedisAddress {
  readonly url: string
  readonly waitForReplicas: number
}

// The client would ignore what stands behind a question mark, and a misspelt promise with it.
function splitAddress(address: string): RedisAddress {
  const [url = '', query = ''] = address.split(/\?(.*)/s)
  const [, count = '0'] = /^waitForReplicas=(\d{1,2})$/.exec(query) ?? []
  if (query === '' || query === `waitForReplicas=${count}`) {
    return { url, waitForReplicas: Number(count) }
  }
  throw new CoatcheckError(
    'ERR_STORE_SETUP',
    'the address of the store ends with something unknown; a Redis takes ?waitForReplicas=1 at most',
  )
}

interface Connectable {
  connect(): Promise<unknown>
  destroy(): void
}

// The client would try for ever by itself.
async function reached(
  name: string,
  client: Connectable,
  ...signs: readonly Promise<never>[]
): Promise<void> {
  try {
    await inTime(Promise.race([client.connect(), ...signs]))
  } catch (cause) {
    client.destroy()
    const isRefused = cause instanceof Error && /WRONGPASS|NOAUTH|NOPERM/.test(cause.message)
    throw new CoatcheckError(
      isRefused ? 'ERR_STORE_SETUP' : 'ERR_STORE_UNAVAILABLE',
      isRefused
        ? `${name} refuses the login; check user and password in the address`
        : `${name} cannot be reached; check host and port in the address, and that it runs`,
      { cause },
    )
  }
}

function splitLast(text: string, separator: string): readonly [string, string?] {
  const at = text.lastIndexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function loginOf(url = ''): { username?: string; password?: string } {
  if (!URL.canParse(url)) return {}
  const { username, password } = new URL(url)
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  }
}
