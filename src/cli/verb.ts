/**
 * What the command can be told to do.
 *
 * @module
 */

import type { ArgsDef, CommandDef } from 'citty'
import type { Terminal } from './terminal.ts'

/** Makes a verb that writes to a terminal. */
export type Verb = (terminal: Terminal) => CommandDef

/** Verbs by their names, loaded when asked for. */
export type Verbs = ReadonlyMap<string, () => Promise<Verb>>

/** Gives the words and options that a verb takes. */
export async function argumentsOf(command: CommandDef): Promise<ArgsDef> {
  return resolved(command.args ?? {})
}

/** Gives what is said of a verb in one line. */
export async function descriptionOf(command: CommandDef): Promise<string> {
  return (await resolved(command.meta ?? {})).description ?? ''
}

/** Gives a value that may have to be made or waited for. */
export async function resolved<T extends object>(
  value: T | Promise<T> | (() => T | Promise<T>),
): Promise<T> {
  return typeof value === 'function' ? await value() : await value
}
