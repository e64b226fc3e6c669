/**
 * What the address of a Redis says.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'

/** An address in its parts. */
export interface RedisAddress {
  /** What is before the question mark. */
  readonly url: string
  /** How many replicas are waited for (0). */
  readonly waitForReplicas: number
}

/** Where a cluster is found. */
export interface ClusterNodes {
  /** The nodes that are named. */
  readonly rootNodes: { readonly url: string }[]
  /** How to log in at the others. */
  readonly defaults: { readonly username?: string; readonly password?: string }
}

/**
 * Takes an address apart. The client would ignore what stands behind a question mark, and a misspelt
 * promise with it.
 *
 * @throws {CoatcheckError} `ERR_STORE_SETUP` when something unknown stands there
 */
export function redisAddress(address: string): RedisAddress {
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

/** Gives the nodes of `redis-cluster://user:password@host:port,host:port`. */
export function clusterNodes(url: string): ClusterNodes {
  const [account, hosts = account] = splitLast(url.slice('redis-cluster://'.length), '@')
  const login = hosts === account ? '' : `${account}@`
  return {
    rootNodes: hosts.split(',').map((host) => ({ url: `redis://${login}${host}` })),
    defaults: loginOf(`redis://${login}${hosts.split(',')[0]}`),
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
