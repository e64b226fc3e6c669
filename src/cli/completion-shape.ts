/**
 * What a shell has to know of a verb to complete it.
 *
 * @module
 */

/** An option of a verb. */
export interface OptionShape {
  /** Without the dashes. */
  readonly name: string
  /** One line about it. */
  readonly description: string
  /** What stands behind it, such as `FILE`; `undefined` when nothing does. */
  readonly value: string | undefined
}

/** A verb. */
export interface VerbShape {
  /** What it is called. */
  readonly name: string
  /** One line about it. */
  readonly description: string
  /** The words of which its first one is, where it is one of a few. */
  readonly words: readonly string[]
  /** Its options, but for `--help`, which every verb has. */
  readonly options: readonly OptionShape[]
}

/** Puts a text between single quotes, for any of the shells. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", '’')}'`
}
