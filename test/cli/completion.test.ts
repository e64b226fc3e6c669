import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWith, shells } from '../requirements.ts'
import { run } from './command.ts'

const execute = promisify(execFile)
const verbs = [
  'keygen',
  'seal',
  'unseal',
  'schema',
  'list',
  'revoke',
  'sweep',
  'doctor',
  'completion',
]

describe('coatcheck completion', () => {
  it('prints the script, or that in JSON', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const plain = await run(['completion', shell])
      expect([plain.code, plain.stderr]).toEqual([0, ''])
      for (const verb of verbs) expect(plain.stdout).toContain(verb)
      const json = await run(['completion', shell, '--json'])
      expect(JSON.parse(json.stdout)).toEqual({ shell, script: plain.stdout })
    }
  })

  it('ends with 2 for another shell, and for none', async () => {
    const other = await run(['completion', 'tcsh'])
    expect([other.code, other.stdout]).toEqual([2, ''])
    expect(other.stderr).toContain('nothing is known of "tcsh"; say bash, zsh or fish')
    expect((await run(['completion'])).stderr).toContain('SHELL is missing')
  })
})

describeWith(shells, 'the words that a shell completes', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coatcheck-completion-'))
    await writeFile(join(folder, 'key.txt'), '')
    for (const shell of ['bash', 'zsh', 'fish']) {
      await writeFile(join(folder, shell), (await run(['completion', shell])).stdout)
    }
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function ask(shell: string, words: readonly string[]): Promise<readonly string[]> {
    const environment = { PATH: process.env['PATH'], HOME: folder, TERM: 'dumb' }
    const { stdout } = await execute(shell, [...words], { cwd: folder, env: environment })
    return stdout
      .split('\n')
      .map((line) => line.split('\t')[0]?.trim() ?? '')
      .filter((line) => line !== '')
      .sort()
  }

  const bash = (line: string): Promise<readonly string[]> =>
    ask('bash', [
      '--norc',
      '-c',
      `source ./bash; COMP_WORDS=(${line.replace(/ $/, " ''")}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
       eval "$(complete -p coatcheck | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
       printf '%s\\n' "\${COMPREPLY[@]}"`,
    ])

  const fish = (line: string): Promise<readonly string[]> =>
    ask('fish', ['--no-config', '-c', `source ./fish; complete -C '${line}'`])

  // zsh completes at a terminal only: one of its own, whose screen shows what it offers. Keys pressed
  // while it looks would stop it.
  const zsh = (line: string): Promise<readonly string[]> =>
    ask('zsh', [
      '-f',
      '-c',
      `zmodload zsh/zpty
       zpty z zsh -f -i
       zpty -w z 'PS1=; unsetopt zle_bracketed_paste 2>/dev/null; autoload -Uz compinit; compinit -u; source ./zsh'
       zpty -w z 'compadd() {
         if (( \${@[(I)-[OAD]]} )); then builtin compadd "$@"; return; fi
         local -a hits; builtin compadd -A hits "$@"; printf "hit:%s\\n" $hits; builtin compadd "$@"
       }; echo READY'
       zpty -r z out '*READY*READY*'
       zpty -w -n z '${line}'$'\\t'
       zpty -r z offered '*hit:*'
       zpty -w -n z $'\\C-u'
       zpty -w z 'echo "DO""NE"'
       zpty -r z out '*DONE*'
       print -r -- $offered$out | tr -d '\\r' | sed -n 's/.*hit://p'`,
    ])

  describe.each([
    ['bash', bash],
    ['fish', fish],
    ['zsh', zsh],
  ])('%s', (_shell, complete) => {
    it('are the verbs', async () => {
      expect(await complete('coatcheck un')).toEqual(['unseal'])
      expect(await complete('coatcheck s')).toEqual(['schema', 'seal', 'sweep'])
    })

    it('are the options of a verb', async () => {
      expect(await complete('coatcheck unseal --se')).toEqual(['--secret-file'])
      expect(await complete('coatcheck sweep --st')).toEqual(['--store'])
    })

    it('are what an argument may be', async () => {
      expect(await complete('coatcheck schema p')).toEqual(['postgres'])
      expect(await complete('coatcheck completion f')).toEqual(['fish'])
    })

    it('are files where a file is asked for', async () => {
      expect(await complete('coatcheck unseal --secret-file k')).toEqual(['key.txt'])
    })
  })
})
