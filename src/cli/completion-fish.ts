/**
 * Completion in fish.
 *
 * @see fish documentation, "complete"
 * @module
 */

import { type OptionShape, quoted, type VerbShape } from './completion-shape.ts'

/** Gives the script for `coatcheck completion fish | source`. */
export function fishScript(verbs: readonly VerbShape[]): string {
  const lines = verbs.flatMap(({ name, description, words, options }) => {
    const inVerb = `complete -c coatcheck -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`
    return [
      `complete -c coatcheck -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
      ...(words.length === 0 ? [] : [`${inVerb} -a ${quoted(words.join(' '))}`]),
      ...options.map((option) => `${inVerb} ${optionPart(option)}`),
    ]
  })
  return `# coatcheck completion fish | source
complete -c coatcheck -f
complete -c coatcheck -l help -d 'Show how it is used'
${lines.join('\n')}
`
}

function optionPart({ name, description, value }: OptionShape): string {
  const takes = value === undefined ? '' : value === 'FILE' ? ' -r -F' : ' -x'
  return `-l ${name}${takes} -d ${quoted(description)}`
}
