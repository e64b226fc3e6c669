/**
 * A page of the tutorial as what a reader does with it: commands to type, and files to write.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One thing a reader does, in the order of the page. */
export type Step =
  | { readonly type: 'type'; readonly commands: string }
  | { readonly type: 'start'; readonly command: string }
  | { readonly type: 'write'; readonly from: string; readonly to: string }

// step = "```sh" newline commands "```" / "<<< @/../" file
const stepText = /^```sh\n(?<commands>[\s\S]*?)^```$|^<<< @\/\.\.\/(?<file>\S+)$/gm

/**
 * Reads the steps of a page.
 *
 * @param root the folder of the repository
 * @param page the path of the page below it
 */
export function stepsOf(root: string, page: string): readonly Step[] {
  return [...readFileSync(join(root, page), 'utf8').matchAll(stepText)].map(({ groups = {} }) => {
    const { commands = '', file } = groups
    if (file === undefined) {
      const isStart = /^npm (start|run dev)$/.test(commands.trim())
      return isStart ? { type: 'start', command: commands.trim() } : { type: 'type', commands }
    }
    // examples/tutorial/<framework>/<stage>/<where the reader puts it>
    const to = file.split('/').slice(4).join('/')
    return { type: 'write', from: join(root, file), to }
  })
}
