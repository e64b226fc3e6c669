/**
 * Where the command writes, and what it says when it ends.
 *
 * @module
 */

/** How the command ends: 0 all is fine, 1 it found something, 2 it was used wrongly. */
export type ExitCode = 0 | 1 | 2

/** The two outputs of a command. */
export interface Terminal {
  /** Writes a text to standard output; resolves when it has been handed over. */
  print(text: string): Promise<void>
  /** Writes a text to standard error; resolves when it has been handed over or cannot be. */
  note(text: string): Promise<void>
  /** Whether a person reads both, rather than a file or a pipe. */
  readonly isInteractive: boolean
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    print: (text) => written(process.stdout, text),
    // Once nobody reads complaints, there is nobody left to complain to.
    note: (text) => written(process.stderr, text).catch(() => {}),
    isInteractive: process.stdout.isTTY === true && process.stderr.isTTY === true,
  }
}

/** Says whether an error only means that the reader of a pipe has gone, as `head` does. */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

async function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // The stream emits what the callback gets; unheard, that would end the process with a trace.
    stream.once('error', reject)
    stream.write(text, (error) => {
      if (error) return reject(error)
      stream.off('error', reject)
      resolve()
    })
  })
}
