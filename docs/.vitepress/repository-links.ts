/**
 * Links of the pages as they stand in the repository, and where they lead on the site. So that one
 * text does for both, a page links files outside `docs` by their path.
 *
 * @module
 */

import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

/**
 * Lets links that leave `docs` lead to the page that the site has of the file. What it has none of
 * becomes plain text.
 */
export function repositoryLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const page = String(env.relativePath ?? '')
    for (const { children } of tokens) {
      let isDropped = false
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const place = placeOf(page, token.attrGet('href') ?? '')
          isDropped = place === undefined
          if (isDropped) token.hidden = true
          else token.attrSet('href', place ?? '')
        } else if (token.type === 'link_close' && isDropped) {
          token.hidden = true
          isDropped = false
        }
        if (token.hidden) [token.type, token.tag, token.content] = ['text', '', '']
      }
    }
  })
}

function placeOf(page: string, href: string): string | undefined {
  if (/^([a-z]+:|#|\/)/.test(href)) return href
  const [path = '', anchor] = href.split('#')
  const target = posix.join('docs', posix.dirname(page), path)
  if (target.startsWith('docs/')) return href
  const hash = anchor === undefined ? '' : `#${anchor}`
  if (target.startsWith('decisions/')) return `/reference/${target}${hash}`
  if (target === 'SECURITY.md') return `/reference/security.md${hash}`
  if (target === 'README.md') return anchor === 'from-flask' ? '/flask.md' : '/'
  return undefined
}
