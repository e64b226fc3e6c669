/**
 * Finds the verb of a command line and runs it; whatever is not understood is wrong use.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { type CommandDef, defineCommand, renderUsage, runCommand } from 'citty'
import { CoatcheckError } from '../errors.ts'
import { type ExitCode, isReaderGone, type Terminal } from './terminal.ts'
import { argumentsOf, resolved, type Verb, type Verbs } from './verb.ts'
import { WrongUse } from './wrong-use.ts'

// Loaded when named, so that no verb waits for what another needs.
const verbs: Verbs = new Map<string, () => Promise<Verb>>([
  ['keygen', async () => (await import('./keygen.ts')).keygen],
  ['seal', async () => (await import('./seal.ts')).seal],
  ['unseal', async () => (await import('./unseal.ts')).unseal],
  ['schema', async () => (await import('./schema.ts')).schema],
  ['list', async () => (await import('./list.ts')).list],
  ['revoke', async () => (await import('./revoke.ts')).revoke],
  ['sweep', async () => (await import('./sweep.ts')).sweep],
  ['doctor', async () => (await import('./doctor.ts')).doctor],
  ['completion', async () => (await import('./completion.ts')).completionOf(verbs)],
])

/**
 * Runs one command line.
 *
 * @param words what follows `coatcheck`
 * @returns 0 when all is fine, 1 when the verb found something or could not finish, 2 for wrong use
 */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    return await runVerb(words, terminal)
  } catch (error) {
    if (isReaderGone(error)) return 0
    await terminal.note(`coatcheck: ${error instanceof Error ? error.message : error}\n`)
    return 1
  }
}

async function runVerb(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name = '', ...rest] = words
  if (name === '--version' || name === '-v') {
    await terminal.print(`${version()}\n`)
    return 0
  }
  if (asksForHelp([name])) {
    await terminal.print(await usage(await wholeCommand(terminal), terminal))
    return 0
  }
  const verb = await verbs.get(name)?.()
  if (verb === undefined) {
    const kind = name.startsWith('-') ? 'option' : 'command'
    const complaint = name === '' ? 'say what to do' : `unknown ${kind} ${JSON.stringify(name)}`
    return wrongUse(complaint, await wholeCommand(terminal), terminal)
  }
  const command = verb(terminal)
  if (asksForHelp(rest)) {
    await terminal.print(await usage(command, terminal))
    return 0
  }
  const complaint = await notUnderstood(rest, command)
  if (complaint !== undefined) return wrongUse(complaint, command, terminal)
  try {
    const { result } = await runCommand(command, { rawArgs: rest })
    return result === 1 || result === 2 ? result : 0
  } catch (error) {
    if (error instanceof WrongUse || lacksSecret(error)) {
      return wrongUse(error.message, command, terminal)
    }
    throw error
  }
}

// A secret is named by the environment as a store is, and is wrong in the same way.
function lacksSecret(error: unknown): error is CoatcheckError {
  return error instanceof CoatcheckError && error.code.startsWith('ERR_SECRET_')
}

// citty lets unknown flags and further words pass; a mistyped flag must not go unnoticed.
async function notUnderstood(
  words: readonly string[],
  command: CommandDef,
): Promise<string | undefined> {
  const defined = await argumentsOf(command)
  const flags = Object.entries(defined).filter(([, flag]) => flag.type !== 'positional')
  const awaited = Object.entries(defined).filter(([, flag]) => flag.type === 'positional')
  try {
    const { positionals } = parseArgs({
      args: [...words],
      options: Object.fromEntries(
        flags.map(([name, flag]) => [
          name,
          { type: flag.type === 'boolean' ? 'boolean' : 'string' } as const,
        ]),
      ),
      allowPositionals: true,
      strict: true,
    })
    const missing = awaited.find(([, word], i) => word.required !== false && !positionals[i])
    if (missing !== undefined) return `${missing[0].toUpperCase()} is missing`
    const tooMany = positionals[awaited.length]
    if (tooMany === undefined) return undefined
    // What follows a verb that takes words may be a cookie or a secret, and is not repeated.
    return awaited.length === 0 ? `unexpected ${JSON.stringify(tooMany)}` : 'one word too many'
  } catch (error) {
    // Node appends advice about '--' that is of no use here.
    return error instanceof Error ? error.message.split('. ')[0] : String(error)
  }
}

async function wrongUse(
  complaint: string,
  command: CommandDef,
  terminal: Terminal,
): Promise<ExitCode> {
  await terminal.note(`coatcheck: ${complaint}\n\n${await usage(command, terminal)}`)
  return 2
}

async function wholeCommand(terminal: Terminal): Promise<CommandDef> {
  const subCommands: Record<string, CommandDef> = {}
  for (const [name, load] of verbs) subCommands[name] = (await load())(terminal)
  const description = 'Sessions for TypeScript web servers'
  return defineCommand({ meta: { name: 'coatcheck', description }, subCommands })
}

async function usage(command: CommandDef, terminal: Terminal): Promise<string> {
  const { name } = await resolved(command.meta ?? {})
  const text = await renderUsage(
    command,
    name === 'coatcheck' ? undefined : { meta: { name: 'coatcheck' } },
  )
  return `${terminal.isInteractive ? text : stripVTControlCharacters(text)}\n`
}

function asksForHelp(words: readonly string[]): boolean {
  return words.includes('--help') || words.includes('-h')
}

function version(): string {
  // The same two levels up from src/cli and from dist/cli.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const manifest: unknown = JSON.parse(text)
  const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return found ? String(manifest.version) : 'unknown'
}
