/**
 * Peers that are functions from a `Cookie` header to a session and from a session to `Set-Cookie`.
 *
 * @module
 */

import { parseCookie, stringifySetCookie } from 'cookie'
import type { Contender } from '../contender.ts'
import { silence } from '../contender.ts'
import { load } from '../peers/load.ts'
import { actOn, actOnKeys, type Keyed, type Properties } from './acts.ts'
import { secret, secretBytes } from './secrets.ts'

interface SessionStorage {
  getSession(cookie: string | undefined): Promise<Keyed>
  commitSession(session: Keyed): Promise<string>
}

interface Jose {
  readonly EncryptJWT: new (
    payload: object,
  ) => {
    setProtectedHeader(header: object): { encrypt(key: Uint8Array): Promise<string> }
  }
  jwtDecrypt(text: string, key: Uint8Array): Promise<{ readonly payload: Properties }>
}

/** A session of svelte-kit-cookie-session, which SvelteKit's `handle` opens. */
interface CookieSession {
  readonly data: Properties
  init(): Promise<void>
  update(change: () => object): Promise<unknown>
}

/** Peers by their functions. */
export const functionPeers: readonly Contender[] = [
  storagePeer('@remix-run/node', '@remix-run/node'),
  storagePeer('react-router', 'react-router'),
  {
    name: 'jose, JWE dir A256GCM',
    protection: 'encrypted',
    async open(body) {
      const { EncryptJWT, jwtDecrypt } = await load<Jose>('jose')
      const header = { alg: 'dir', enc: 'A256GCM' }
      return async (act, cookie) => {
        if (act === 'none' || act === 'untouched') return silence
        const text = cookie === undefined ? undefined : parseCookie(cookie)['session']
        const data = text === undefined ? {} : await payloadOf(text)
        const visits = actOn(data, act, body)
        if (act === 'read') return { visits, cookies: [] }
        const value = await new EncryptJWT(data).setProtectedHeader(header).encrypt(secretBytes)
        return { visits, cookies: [stringifySetCookie({ name: 'session', value, httpOnly: true })] }
      }
      async function payloadOf(text: string): Promise<Properties> {
        try {
          return (await jwtDecrypt(text, secretBytes)).payload
        } catch {
          return {}
        }
      }
    },
  },
  {
    name: 'svelte-kit-cookie-session',
    protection: 'encrypted',
    async open(body) {
      const { CookieSession } = await load<{
        readonly CookieSession: new (event: object, options: object) => CookieSession
      }>('svelte-kit-cookie-session/core')
      const request = new Request('https://shop.example/')
      return async (act, cookie) => {
        if (act === 'none') return silence
        const sent = cookie === undefined ? {} : parseCookie(cookie)
        const cookies: string[] = []
        const session = new CookieSession(
          {
            request,
            cookies: {
              get: (name: string) => sent[name],
              getAll: () => Object.entries(sent).map(([name, value]) => ({ name, value })),
              set: (name: string, value: string) => {
                cookies.push(stringifySetCookie({ name, value, httpOnly: true }))
              },
              delete: () => {},
            },
          },
          { key: 'session', secret: secret.slice(0, 32) },
        )
        await session.init()
        const data = { ...session.data }
        const visits = actOn(data, act, body)
        if (act === 'modify' || act === 'begin') await session.update(() => data)
        return { visits, cookies }
      }
    },
  },
]

function storagePeer(name: string, packageName: string): Contender {
  return {
    name,
    protection: 'signed',
    async open(body) {
      const { createCookieSessionStorage } = await load<{
        createCookieSessionStorage(options: object): SessionStorage
      }>(packageName)
      const { getSession, commitSession } = createCookieSessionStorage({
        cookie: { name: 'session', secrets: [secret], httpOnly: true, path: '/' },
      })
      return async (act, cookie) => {
        // Loaders that need no session do not ask for it.
        if (act === 'none' || act === 'untouched') return silence
        const session = await getSession(cookie)
        const visits = actOnKeys(session, act, body)
        if (act === 'read') return { visits, cookies: [] }
        return { visits, cookies: [await commitSession(session)] }
      }
    },
  }
}
