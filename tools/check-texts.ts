/**
 * Holds every text of the repository to what it may say: no path of somebody's machine, no host of
 * a package registry, no link to a file or heading that is not there, no example that is not the file
 * it is said to be.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const skipped = new Set(['node_modules', 'dist', '.git', 'coverage', '.cache', '.env', '.flaskenv'])
// What docs/generate makes; the test of the site looks at links to it and in it.
const made = /^docs\/reference(\/|$)/
const binary = /\.(png|jpe?g|webp|ico|woff2?|gz|tgz|db)(-\w+)?$/

const machinePath = /(?<![\w.:/-])\/(home|Users|root|work)\/|\b[A-Z]:\\Users\\/
const registryHost = /registry\.npm|registry\.yarnpkg|npm\.pkg\.github|"resolved": *"http/

/**
 * Says what texts of the repository say and may not.
 *
 * @param root the folder of the repository
 * @returns one line per fault, empty when all is well
 */
export function textProblems(root: string): readonly string[] {
  return textFiles(root).flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const problems = text.split('\n').flatMap((line, index) => {
      const where = `${path}:${index + 1}`
      return [
        ...(machinePath.test(line) ? [`${where}: names a path of one machine`] : []),
        ...(registryHost.test(line) ? [`${where}: names the host of a registry`] : []),
      ]
    })
    return path.endsWith('.md')
      ? [...problems, ...linkProblems(root, path, text), ...exampleProblems(root, path, text)]
      : problems
  })
}

function textFiles(folder: string, root: string = folder): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (skipped.has(entry.name) || binary.test(entry.name)) return []
    if (made.test(relative(root, path))) return []
    if (entry.isDirectory()) return textFiles(path, root)
    return entry.isFile() ? [relative(root, path)] : []
  })
}

function linkProblems(root: string, path: string, text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  // link = "[" text "](" target ")" / "[" label "]: " target
  const links = prose.matchAll(/\]\(\s*<?([^\s)>]+)|^\[[^\]]+\]:\s*(\S+)/gm)
  return [...links].flatMap(([, inline, listed]) => {
    const target = inline ?? listed ?? ''
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return []
    const [file = '', heading] = target.split('#')
    const linked = file === '' ? path : relative(root, join(root, dirname(path), file))
    if (made.test(linked)) return []
    if (linked.startsWith('..')) return [`${path}: ${target} leaves the repository`]
    if (!existsSync(join(root, linked))) return [`${path}: ${target} is not there`]
    if (heading === undefined || !linked.endsWith('.md')) return []
    if (!statSync(join(root, linked)).isFile()) return []
    const isThere = anchorsOf(readFileSync(join(root, linked), 'utf8')).includes(heading)
    return isThere ? [] : [`${path}: ${target} is no heading there`]
  })
}

// example = "<!-- " file " -->" newline "```" language newline source "```"
function exampleProblems(root: string, path: string, text: string): readonly string[] {
  const examples = text.matchAll(/^<!-- ([\w./-]+) -->\n```\w*\n([\s\S]*?)^```/gm)
  return [...examples].flatMap(([, file = '', source]) => {
    if (!existsSync(join(root, file))) return [`${path}: ${file} is not there`]
    const isCopy = readFileSync(join(root, file), 'utf8') === source
    return isCopy ? [] : [`${path}: the example is not ${file} as it stands`]
  })
}

// As GitHub makes them: lower case, punctuation dropped, spaces to hyphens.
function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, heading = '']) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  )
}
