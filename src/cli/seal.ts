/**
 * `coatcheck seal`: makes the cookie of a session that holds what it is told, for trying an app out.
 *
 * @module
 */

import type { CommandDef } from 'citty'
import type { Exchange, OutgoingCookie } from '../exchange.ts'
import { createSessions } from '../sessions.ts'
import { optionsOf, secretFileArgument } from './secrets-source.ts'
import { wordOrInput } from './standard-input.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { WrongUse } from './wrong-use.ts'

/** Makes the verb. It prints `name=value`, as a `Cookie` header has it. */
export function seal(terminal: Terminal): CommandDef {
  return {
    meta: { name: 'seal', description: 'Make the cookie of a session that holds some data' },
    args: {
      data: {
        type: 'positional',
        description: 'A JSON object; - reads it from standard input',
      },
      subject: { type: 'string', valueHint: 'WHO', description: 'Who is logged in (nobody)' },
      local: { type: 'boolean', description: 'The cookie of http://localhost, without a prefix' },
      'secret-file': secretFileArgument,
      json: { type: 'boolean', description: 'Print {"name": …, "value": …, "setCookie": …}' },
    },
    async run({ args }): Promise<ExitCode> {
      const options = optionsOf(args['secret-file'])
      const data = dataIn(await wordOrInput(String(args['data'])))
      const sessions = createSessions<Record<string, unknown>>(options)
      const sent: OutgoingCookie[] = []
      const exchange = exchangeWith(args['local'] === true, sent)
      const session = await sessions.open(exchange)
      if (args['subject'] !== undefined) session.login(String(args['subject']))
      for (const [key, value] of Object.entries(data)) session.set(key, value ?? null)
      await sessions.commit(session, exchange)
      const [cookie] = sent
      if (cookie === undefined) throw new WrongUse('an empty session has no cookie; give it data')
      const { name, value, text } = cookie
      const json = JSON.stringify({ name, value, setCookie: text })
      await terminal.print(`${args['json'] === true ? json : `${name}=${value}`}\n`)
      return 0
    },
  }
}

function dataIn(text: string): object {
  const data = parsed(text)
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data
  throw new WrongUse(`DATA is no JSON object; write for example '{"visits":3}'`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function exchangeWith(isLocal: boolean, sent: OutgoingCookie[]): Exchange {
  const url = isLocal ? 'http://localhost/' : 'https://localhost/'
  return {
    cookieHeader: undefined,
    url,
    peerAddress: undefined,
    header: (name) => (name === 'host' ? 'localhost' : undefined),
    status: () => 200,
    responseHeader: () => undefined,
    responseHeaderNames: () => [],
    setHeader() {},
    removeHeader() {},
    setCookie: (cookie) => void sent.push(cookie),
    onClose() {},
  }
}
