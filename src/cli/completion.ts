/**
 * `coatcheck completion`: prints what makes a shell complete the words of the command.
 *
 * @module
 */

import { bashScript } from './completion-bash.ts'
import { fishScript } from './completion-fish.ts'
import type { VerbShape } from './completion-shape.ts'
import { zshScript } from './completion-zsh.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { argumentsOf, descriptionOf, type Verb, type Verbs } from './verb.ts'
import { WrongUse } from './wrong-use.ts'

const scripts: ReadonlyMap<string, (verbs: readonly VerbShape[]) => string> = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
])

/** Makes the verb, which knows of all of them. */
export function completionOf(verbs: Verbs): Verb {
  return (terminal) => ({
    meta: { name: 'completion', description: 'Print what makes a shell complete these words' },
    args: {
      shell: { type: 'positional', valueHint: 'bash|zsh|fish', description: 'Which shell' },
      json: { type: 'boolean', description: 'Print {"shell": …, "script": …}' },
    },
    async run({ args }): Promise<ExitCode> {
      const shell = String(args['shell'])
      const scriptOf = scripts.get(shell)
      if (scriptOf === undefined) {
        throw new WrongUse(`nothing is known of ${JSON.stringify(shell)}; say bash, zsh or fish`)
      }
      const script = scriptOf(await shapesOf(verbs, terminal))
      await terminal.print(
        args['json'] === true ? `${JSON.stringify({ shell, script })}\n` : script,
      )
      return 0
    },
  })
}

async function shapesOf(verbs: Verbs, terminal: Terminal): Promise<readonly VerbShape[]> {
  const shapes: VerbShape[] = []
  for (const [name, load] of verbs) {
    const command = (await load())(terminal)
    const taken = Object.entries(await argumentsOf(command))
    shapes.push({
      name,
      description: await descriptionOf(command),
      words: taken.flatMap(([, { type, valueHint = '' }]) =>
        type === 'positional' && valueHint.includes('|') ? valueHint.split('|') : [],
      ),
      options: taken.flatMap(([option, { type, valueHint, description = '' }]) =>
        type === 'positional'
          ? []
          : [{ name: option, description, value: type === 'boolean' ? undefined : valueHint }],
      ),
    })
  }
  return shapes
}
