/**
 * The verbs of the command, in the words of its own help.
 *
 * @module
 */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { madeOf } from './markdown.ts'

/** Gives the pages by their path, and the statements of each engine as parts. */
export function commandPages(src: string): ReadonlyMap<string, string> {
  const usage = said(src, ['--help'])
  const verbs = /^USAGE coatcheck (\S+)$/m.exec(usage)?.[1]?.split('|') ?? []
  if (verbs.length === 0) throw new Error('the help of the command names no verbs')
  const helps = verbs.map((verb) => `## ${verb}\n\n${fenced(said(src, [verb, '--help']))}`)
  const pages = new Map([['command.md', page(usage, helps)]])
  for (const engine of ['sqlite', 'postgres', 'mysql']) {
    pages.set(`parts/${engine}-schema.md`, fenced(said(src, ['schema', engine]), 'sql'))
  }
  return pages
}

function page(usage: string, helps: readonly string[]): string {
  return `# The command

${madeOf('the help of src/cli')}
\`npx coatcheck\`, wherever the package is installed. \`--store ADDRESS\` or \`SESSION_STORE\` says where sessions are,
\`SECRET_KEY\` or \`--secret-file\` under which secret. Secrets are never taken from the command line, where others on the
machine could see them; pass a store's password by \`SESSION_STORE\`, and a cookie by \`coatcheck unseal -\`.

It ends with 0 when all is fine, 1 when it found something or could not finish, and 2 for wrong use. \`--json\` everywhere.

${fenced(usage)}
${helps.join('\n')}`
}

function said(src: string, words: readonly string[]): string {
  const args = ['--import', 'tsx', join(src, 'cli/main.ts'), ...words]
  return execFileSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  })
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
}

function fenced(text: string, language: string = 'text'): string {
  return `\`\`\`${language}\n${text}\n\`\`\`\n`
}
