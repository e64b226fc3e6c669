/**
 * A server in a process of its own, on a processor core of its own where the system allows it.
 *
 * @module
 */

import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Answer, Visit } from '../contender.ts'
import type { Profile } from '../hot-frames.ts'

/** A server that runs. */
export interface Served extends AsyncDisposable {
  /** Its port on 127.0.0.1. */
  readonly port: number
  /** How much of a processor it took so far, in microseconds. */
  microseconds(): Promise<number>
  /** Samples where its time goes while something is done. */
  profileDuring(act: () => Promise<void>): Promise<Profile>
}

const script = fileURLToPath(new URL('server.ts', import.meta.url))

/** Whether processes can be kept on a core: servers on the first, everything else on the second. */
export const canPin: boolean =
  process.platform === 'linux' && cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0

/** Keeps a process, and what it starts from now on, on a core. */
export function pin(pid: number, core: number): void {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)])
}

/** Starts a server. */
export async function serve(framework: string, name: string, address: string): Promise<Served> {
  const child = fork(script, [framework, name, address], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let tail = ''
  child.stderr?.on('data', (chunk) => {
    tail = (tail + String(chunk)).slice(-400)
  })
  pin(child.pid ?? 0, 0)
  const told = await Promise.race([
    saidBy(child, 'port'),
    once(child, 'exit').then(() => {
      throw new Error(`ended: ${tail}`)
    }),
  ])
  return {
    port: told,
    microseconds() {
      const answer = saidBy(child, 'microseconds')
      child.send('usage')
      return answer
    },
    async profileDuring(act) {
      const isProfiling = once(child, 'message')
      child.send('profile')
      await isProfiling
      await act()
      const stopped = once(child, 'message')
      child.send('stop')
      const [{ profile }] = await stopped
      return profile
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

async function saidBy(child: ChildProcess, key: string): Promise<number> {
  const [message] = await once(child, 'message')
  return Number(Reflect.get(Object(message), key))
}

/** Serves requests by a server, one after the other. */
export function visitAt(port: number): Visit {
  return async (act, cookie): Promise<Answer> => {
    const headers: Record<string, string> = cookie === undefined ? {} : { cookie }
    const answer = await fetch(`http://127.0.0.1:${port}/${act}`, { headers })
    const text = await answer.text()
    if (!answer.ok) return { visits: `status ${answer.status}`, cookies: [] }
    const visits = /^\d+$/.test(text) ? Number(text) : undefined
    return { visits, cookies: answer.headers.getSetCookie() }
  }
}
