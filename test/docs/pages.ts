/**
 * The pages of the documentation as they stand in the repository.
 *
 * @module
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A page. */
export interface Page {
  /** Its path below the repository's root. */
  readonly path: string
  /** What stands in it. */
  readonly text: string
}

// What is installed or made, by whoever has built the site.
const made = /(^|\/)(node_modules|reference|\.vitepress|\.cache)\//

/** Gives every page that somebody wrote. */
export function pagesOf(root: string): readonly Page[] {
  return readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !made.test(path))
    .sort()
    .map((path) => ({
      path: `docs/${path}`,
      text: readFileSync(join(root, 'docs', path), 'utf8'),
    }))
}

/** Gives the files that a page quotes, as paths below the repository's root. */
export function quotedBy({ text }: Page): readonly string[] {
  // quote = "<<< @/../" file [ "{" lines "}" ] / "<!-- " file " -->" before a fence
  const quotes = text.matchAll(/^<<< (?:@\/\.\.\/)?([^\s{]+)|^<!-- ([\w./-]+) -->\n```/gm)
  return [...quotes].map(([, included, copied]) => included ?? copied ?? '')
}

/** Gives the texts that a page shows, quotes from no file, and does not tell to type. */
export function unquotedIn({ text }: Page): readonly string[] {
  const fences = text.matchAll(/(<!-- [\w./-]+ -->\n)?^ *```(\w*)[^\n]*\n([\s\S]*?)^ *```$/gm)
  return [...fences].flatMap(([, quote, language = '', shown = '']) =>
    quote === undefined && language !== 'sh' ? [shown.trim()] : [],
  )
}
