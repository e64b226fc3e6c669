/**
 * `coatcheck sweep`: removes what is over from a store, a batch at a time.
 *
 * @module
 */

import type { CommandDef } from 'citty'
import type { Store } from '../store.ts'
import { systemClock } from '../time.ts'
import { storeArgument, withNamedStore } from './named-store.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { WrongUse } from './wrong-use.ts'

const largestBatch = 1_000
const noteMilliseconds = 1_000

/** Makes the verb. Ctrl-C ends it after the batch at hand, with 1; it can go on another time. */
export function sweep(terminal: Terminal): CommandDef {
  return {
    meta: { name: 'sweep', description: 'Remove sessions that are over from a store' },
    args: {
      store: storeArgument,
      batch: {
        type: 'string',
        valueHint: 'N',
        description: `How many at a time, from 1 to ${largestBatch} (default ${largestBatch})`,
      },
      json: { type: 'boolean', description: 'Print {"removed": …, "isDone": …}' },
    },
    async run({ args }): Promise<ExitCode> {
      const batch = batchOf(args['batch'])
      return withNamedStore(args['store'], async (store) => {
        const { removed, isDone } = await sweepAll(store, batch, terminal)
        const text = `${removed} removed${isDone ? '' : '; stopped before the end'}.`
        await terminal.print(
          `${args['json'] === true ? JSON.stringify({ removed, isDone }) : text}\n`,
        )
        return isDone ? 0 : 1
      })
    },
  }
}

async function sweepAll(
  store: Store,
  batch: number,
  terminal: Terminal,
): Promise<{ readonly removed: number; readonly isDone: boolean }> {
  let isStopped = false
  const stop = (): void => {
    isStopped = true
  }
  // Once: whoever presses Ctrl-C again means it.
  process.once('SIGINT', stop)
  try {
    let [removed, last, notedAt] = [0, 0, Date.now()]
    do {
      last = await store.sweep(batch, systemClock())
      removed += last
      if (terminal.isInteractive && Date.now() - notedAt >= noteMilliseconds) {
        notedAt = Date.now()
        await terminal.note(`${removed} removed so far\n`)
      }
      // Some stores never leave the event loop, and a signal is heard only there.
      await new Promise((resolve) => setImmediate(resolve))
    } while (last >= batch && !isStopped)
    return { removed, isDone: last < batch }
  } finally {
    process.off('SIGINT', stop)
  }
}

function batchOf(text: unknown): number {
  if (text === undefined) return largestBatch
  const batch = /^\d{1,4}$/.test(String(text)) ? Number(text) : 0
  if (batch >= 1 && batch <= largestBatch) return batch
  throw new WrongUse(`--batch takes a whole number from 1 to ${largestBatch}`)
}
