/**
 * Drawings stand in the pages as images. The site takes them in as what they are, so that their
 * colours follow its switch and their words can be found.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

/** Puts the SVG of an image of `drawings/` in the place of the image. */
export function drawings(md: MarkdownRenderer): void {
  const image = md.renderer.rules.image
  md.renderer.rules.image = (tokens, index, options, env, self) => {
    const src = tokens[index]?.attrGet('src') ?? ''
    if (!/drawings\/[\w-]+\.svg$/.test(src)) {
      return image?.(tokens, index, options, env, self) ?? ''
    }
    const svg = readFileSync(join(dirname(String(env.path)), src), 'utf8')
    // The theme colours it; its own style is for who opens the file alone.
    const drawing = svg.replace(/<style>[\s\S]*?<\/style>/, '').replace(/\n\s*/g, '\n')
    const title = /<title[^>]*>([^<]*)</.exec(svg)?.[1] ?? ''
    return `<span class="drawing" role="group" tabindex="0" aria-label="${md.utils.escapeHtml(title)}" v-pre>${drawing}</span>`
  }
}
