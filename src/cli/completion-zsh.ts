/**
 * Completion in zsh.
 *
 * @see zshcompsys(1)
 * @module
 */

import { type OptionShape, quoted, type VerbShape } from './completion-shape.ts'

/** Gives the script for `eval "$(coatcheck completion zsh)"`, after `compinit`. */
export function zshScript(verbs: readonly VerbShape[]): string {
  const names = verbs.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`)
  const cases = verbs.map(({ name, words, options }) => {
    const first = words.length === 0 ? [] : [quoted(`1:word:(${words.join(' ')})`)]
    const specs = [...first, ...options.map(optionSpec), quoted('--help[Show how it is used]')]
    return `    ${name}) _arguments ${specs.join(' ')} ;;`
  })
  return `#compdef coatcheck
# eval "$(coatcheck completion zsh)"
_coatcheck() {
  local -a verbs
  verbs=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command verbs
    return
  fi
  local verb=$words[2]
  shift words
  (( CURRENT -= 1 ))
  case $verb in
${cases.join('\n')}
  esac
}
compdef _coatcheck coatcheck
`
}

function optionSpec({ name, description, value }: OptionShape): string {
  const label = `--${name}${value === undefined ? '' : '='}[${description.replace(/[[\]:]/g, '\\$&')}]`
  if (value === undefined) return quoted(label)
  return quoted(`${label}:${value}:${value === 'FILE' ? '_files' : ' '}`)
}
