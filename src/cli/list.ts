/**
 * `coatcheck list`: prints the live sessions of one subject.
 *
 * @module
 */

import type { CommandDef } from 'citty'
import { createSessions } from '../sessions.ts'
import type { SessionInfo } from '../stored-sessions.ts'
import { storeArgument, withNamedStore } from './named-store.ts'
import { optionsOf, secretFileArgument } from './secrets-source.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { isoTime } from './times.ts'

const pageSize = 500

/** Makes the verb. It needs the app's secrets: a store knows subjects only by a digest under them. */
export function list(terminal: Terminal): CommandDef {
  return {
    meta: { name: 'list', description: "Print a subject's live sessions" },
    args: {
      subject: { type: 'positional', description: 'Whose, as given to session.login()' },
      store: storeArgument,
      'secret-file': secretFileArgument,
      json: { type: 'boolean', description: 'Print {"sessions": […]}' },
    },
    async run({ args }): Promise<ExitCode> {
      const options = optionsOf(args['secret-file'])
      return withNamedStore(args['store'], async (store) => {
        const sessions = createSessions({ ...options, store })
        const all: SessionInfo[] = []
        let after: string | undefined
        do {
          const page = await sessions.list(String(args['subject']), { limit: pageSize, after })
          all.push(...page.sessions)
          after = page.next
        } while (after !== undefined)
        await terminal.print(args['json'] === true ? jsonOf(all) : textOf(all))
        if (all.length === 0 && terminal.isInteractive) await terminal.note('No live sessions.\n')
        return 0
      })
    },
  }
}

function jsonOf(sessions: readonly SessionInfo[]): string {
  return `${JSON.stringify({ sessions })}\n`
}

function textOf(sessions: readonly SessionInfo[]): string {
  if (sessions.length === 0) return ''
  const heading = ['handle'.padEnd(43), ...['created', 'last seen', 'expires'].map(column)]
  const rows = sessions.map(({ handle, createdAt, lastSeenAt, expiresAt }) => [
    handle,
    ...[createdAt, lastSeenAt, expiresAt].map(isoTime).map(column),
  ])
  return [heading, ...rows].map((cells) => `${cells.join('  ').trimEnd()}\n`).join('')
}

function column(text: string): string {
  return text.padEnd(20)
}
