/**
 * Completion in bash.
 *
 * @see Bash Reference Manual, "Programmable Completion"
 * @module
 */

import type { VerbShape } from './completion-shape.ts'

/** Gives the script for `eval "$(coatcheck completion bash)"`. */
export function bashScript(verbs: readonly VerbShape[]): string {
  const options = verbs.flatMap((verb) => verb.options)
  const named = (isOfFile: boolean): string =>
    [
      ...new Set(
        options.flatMap(({ name, value }) =>
          value !== undefined && (value === 'FILE') === isOfFile ? [`--${name}`] : [],
        ),
      ),
    ].join('|')
  const cases = verbs.map(({ name, words, options: own }) => {
    const all = [...words, ...own.map((option) => `--${option.name}`), '--help']
    return `      ${name}) words='${all.join(' ')}' ;;`
  })
  return `# eval "$(coatcheck completion bash)"
_coatcheck() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} words=
  COMPREPLY=()
  case $before in
    ${named(true)}) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    ${named(false)}) return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${verbs.map(({ name }) => name).join(' ')} --help --version'
  else
    case \${COMP_WORDS[1]} in
${cases.join('\n')}
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _coatcheck coatcheck
`
}
