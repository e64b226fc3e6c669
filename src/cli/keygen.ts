/**
 * `coatcheck keygen`: prints one fresh secret.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import type { CommandDef } from 'citty'
import type { ExitCode, Terminal } from './terminal.ts'

const secretBytes = 32

const hint =
  'Keep it to yourself: give it to the app as SECRET_KEY, in its environment or its .env file.\n' +
  'When it replaces an older one, move that to SECRET_KEY_FALLBACKS, so that nobody is logged out.\n'

/** Makes the verb: a secret of 32 random bytes, as 43 characters of base64url. */
export function keygen(terminal: Terminal): CommandDef {
  return {
    meta: { name: 'keygen', description: 'Print a fresh secret for SECRET_KEY' },
    args: { json: { type: 'boolean', description: 'Print {"secret": …}' } },
    async run({ args }): Promise<ExitCode> {
      const secret = randomBytes(secretBytes).toString('base64url')
      await terminal.print(`${args['json'] === true ? JSON.stringify({ secret }) : secret}\n`)
      if (terminal.isInteractive) await terminal.note(hint)
      return 0
    },
  }
}
