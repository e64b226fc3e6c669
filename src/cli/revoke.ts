/**
 * `coatcheck revoke`: ends one session of a subject, all of them, or everyone's.
 *
 * @module
 */

import type { CommandDef } from 'citty'
import { createSessions } from '../sessions.ts'
import type { Store } from '../store.ts'
import { storeArgument, withNamedStore } from './named-store.ts'
import { optionsOf, secretFileArgument } from './secrets-source.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { WrongUse } from './wrong-use.ts'

type Wish =
  | { readonly kind: 'one'; readonly subject: string; readonly handle: string }
  | { readonly kind: 'all'; readonly subject: string }
  | { readonly kind: 'everyone' }

/** Makes the verb. Ends with 1 when there was no such session. */
export function revoke(terminal: Terminal): CommandDef {
  return {
    meta: { name: 'revoke', description: 'End sessions' },
    args: {
      subject: { type: 'positional', required: false, description: 'Whose sessions' },
      handle: {
        type: 'positional',
        required: false,
        description: 'Which one, as list shows it; after -- if it begins with a hyphen',
      },
      all: { type: 'boolean', description: 'All of the subject, also those logging in right now' },
      everyone: { type: 'boolean', description: "Everyone's, within the app's recheckInterval" },
      store: storeArgument,
      'secret-file': secretFileArgument,
      json: { type: 'boolean', description: 'Print {"revoked": how many, or "everyone"}' },
    },
    async run({ args }): Promise<ExitCode> {
      const wish = wishOf(args)
      const carryOut = carriedOutBy(wish, args['secret-file'])
      return withNamedStore(args['store'], async (store) => {
        const revoked = await toldOfAnEnd(terminal, () => carryOut(resting(store)))
        const text = args['json'] === true ? JSON.stringify({ revoked }) : sentence(revoked)
        await terminal.print(`${text}\n`)
        return wish.kind === 'one' && revoked === 0 ? 1 : 0
      })
    },
  }
}

function wishOf(args: Readonly<Record<string, unknown>>): Wish {
  const { subject, handle, all, everyone } = args
  const isAll = all === true
  if (everyone === true) {
    if (subject === undefined && !isAll) return { kind: 'everyone' }
    throw new WrongUse('--everyone takes neither a subject nor --all')
  }
  if (typeof subject !== 'string') {
    throw new WrongUse('say whose: SUBJECT HANDLE, SUBJECT --all, or --everyone')
  }
  if (typeof handle === 'string' && !isAll) return { kind: 'one', subject, handle }
  if (handle === undefined && isAll) return { kind: 'all', subject }
  throw new WrongUse('say either which one of the subject (HANDLE) or --all')
}

// Secrets are asked for before the store is opened; everyone can be revoked without any.
function carriedOutBy(
  wish: Wish,
  secretFile: unknown,
): (store: Store) => Promise<number | 'everyone'> {
  if (wish.kind === 'everyone') {
    return async (store) => {
      await store.raiseEpoch()
      return 'everyone'
    }
  }
  const options = optionsOf(secretFile)
  return async (store) => {
    const sessions = createSessions({ ...options, store })
    if (wish.kind === 'all') return sessions.revokeAll(wish.subject)
    return (await sessions.revoke(wish.handle, { subject: wish.subject })) ? 1 : 0
  }
}

// Some stores never leave the event loop, and a signal is heard only there.
function resting(store: Store): Store {
  return {
    ...store,
    async listBySubject(...args) {
      await new Promise((resolve) => setImmediate(resolve))
      return store.listBySubject(...args)
    },
  }
}

// Whoever stops a long revocation has to know that it is not done.
async function toldOfAnEnd<T>(terminal: Terminal, act: () => Promise<T>): Promise<T> {
  const stop = (): void => {
    const told = terminal.note('coatcheck: stopped before the end; run it again for the rest\n')
    // As if nobody had listened: a shell sees what ended it.
    void told.then(() => process.kill(process.pid, 'SIGINT'))
  }
  process.once('SIGINT', stop)
  try {
    return await act()
  } finally {
    process.off('SIGINT', stop)
  }
}

function sentence(revoked: number | 'everyone'): string {
  if (revoked === 'everyone') return "Everyone's sessions are ended."
  if (revoked === 0) return 'There was no such live session.'
  return revoked === 1 ? '1 session is ended.' : `${revoked} sessions are ended.`
}
