/**
 * `coatcheck doctor`: finds out whether a database keeps what the store contract promises.
 *
 * @module
 */

import type { CommandDef } from 'citty'
import { storeContract } from '../testing/store-contract.ts'
import { systemClock } from '../time.ts'
import { addressOf, storeArgument, withoutPassword } from './named-store.ts'
import type { ScratchStore } from './scratch.ts'
import { scratchStore } from './scratch-store.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { WrongUse } from './wrong-use.ts'

/** One thing that was looked at. */
interface Check {
  readonly name: string
  readonly isMet: boolean
  readonly message?: string
}

/** Makes the verb. Ends with 1 when something is not as it has to be, or Ctrl-C ended it early. */
export function doctor(terminal: Terminal): CommandDef {
  return {
    meta: { name: 'doctor', description: 'Try the store contract on a database' },
    args: {
      store: storeArgument,
      json: { type: 'boolean', description: 'Print {"checks": […], "isDone": …}' },
    },
    async run({ args }): Promise<ExitCode> {
      const address = addressOf(args['store'])
      const isJson = args['json'] === true
      try {
        const scratch = await opened(address)
        const { checks, isDone } = await examined(scratch, async (check) => {
          if (!isJson) await terminal.print(line(check))
        })
        await terminal.print(
          isJson ? `${JSON.stringify({ checks, isDone })}\n` : sum(checks, isDone),
        )
        return isDone && checks.every(({ isMet }) => isMet) ? 0 : 1
      } catch (error) {
        throw withoutPassword(error, address)
      }
    },
  }
}

async function opened(address: string): Promise<ScratchStore> {
  try {
    const scratch = await scratchStore(address)
    try {
      // Where nobody answers, that is said once and not for every rule.
      await scratch.store.epoch()
    } catch (error) {
      await scratch.remove().catch(() => {})
      throw error
    }
    return scratch
  } catch (error) {
    const isSetup = error instanceof Error && 'code' in error && error.code === 'ERR_STORE_SETUP'
    throw isSetup ? new WrongUse(error.message) : error
  }
}

async function examined(
  scratch: ScratchStore,
  tell: (check: Check) => Promise<void>,
): Promise<{ readonly checks: readonly Check[]; readonly isDone: boolean }> {
  let isStopped = false
  const stop = (): void => {
    isStopped = true
  }
  // Once: whoever presses Ctrl-C again means it, and leaves the scratch table behind.
  process.once('SIGINT', stop)
  const checks: Check[] = []
  const note = async (check: Check): Promise<void> => {
    checks.push(check)
    await tell(check)
  }
  try {
    for (const rule of scratch.serverRules) await note(await ruleCheck(rule.name, rule.check))
    for (const rule of storeContract) {
      if (rule.needs === 'sweep' && scratch.expiresByItself) continue
      if (isStopped) return { checks, isDone: false }
      await note(
        await ruleCheck(rule.name, () => rule.check({ store: scratch.store, now: systemClock() })),
      )
    }
    return { checks, isDone: true }
  } finally {
    process.off('SIGINT', stop)
    await scratch.remove()
  }
}

async function ruleCheck(name: string, check: () => Promise<void>): Promise<Check> {
  try {
    await check()
    return { name, isMet: true }
  } catch (error) {
    return { name, isMet: false, message: error instanceof Error ? error.message : String(error) }
  }
}

function line({ name, isMet, message }: Check): string {
  return isMet ? `ok      ${name}\n` : `BROKEN  ${name}\n        ${message}\n`
}

function sum(checks: readonly Check[], isDone: boolean): string {
  const broken = checks.filter(({ isMet }) => !isMet).length
  const kept = `${checks.length - broken} of ${checks.length} kept`
  return `${kept}${isDone ? '' : '; stopped before the end'}\n`
}
