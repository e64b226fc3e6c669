/**
 * Pages of the repository that the site shows too: SECURITY.md and the decisions.
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { madeOf } from './markdown.ts'

/**
 * Gives the pages by their path below `docs/reference`.
 *
 * @param root the folder of the repository
 */
export function copiedPages(root: string): ReadonlyMap<string, string> {
  const decisions = readdirSync(join(root, 'decisions')).filter((name) => name.endsWith('.md'))
  const sources = ['SECURITY.md', ...decisions.map((name) => `decisions/${name}`)]
  const pages = new Map(sources.map((source) => [pageOf(source), copied(root, source)]))
  pages.set('decisions/index.md', listOf(root, decisions))
  return pages
}

function pageOf(source: string): string {
  return source === 'SECURITY.md' ? 'security.md' : source
}

// Links go on to lead to where they did, seen from another folder.
function copied(root: string, source: string): string {
  const folder = posix.join('docs/reference', posix.dirname(pageOf(source)))
  const text = readFileSync(join(root, source), 'utf8').replace(
    /\]\((?![a-z]+:|#)([^)\s]+)\)/g,
    (_link, target: string) =>
      `](${posix.relative(folder, posix.join(posix.dirname(source), target))})`,
  )
  return text.replace(/^(# .+\n)/, `$1\n${madeOf(source)}`)
}

function listOf(root: string, decisions: readonly string[]): string {
  const items = decisions.map((name) => {
    const [, title = name] =
      /^# (.+)$/m.exec(readFileSync(join(root, 'decisions', name), 'utf8')) ?? []
    return `- [${title}](${name})\n`
  })
  const note =
    'Why things are as they are, one page each: what was chosen, what it costs, what else was considered.'
  return `# Decisions\n\n${madeOf('decisions')}\n${note}\n\n${items.join('')}`
}
