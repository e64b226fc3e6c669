/**
 * The API reference, from the doc comments of the public sub-paths.
 *
 * @module
 */

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, LogLevel } from 'typedoc'
import { publicPaths } from '../../tools/public-paths.ts'
import { madeOf } from './markdown.ts'

/**
 * Writes one page a sub-path.
 *
 * @param root the folder of the repository
 * @param folder where the pages go
 * @throws {Error} when the sources do not compile, or a link in a doc comment leads nowhere
 */
export async function writeApiPages(root: string, folder: string): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    name: 'API',
    entryPoints: publicPaths.map((path) => join(root, 'src', `${path}.ts`)),
    basePath: join(root, 'src'),
    tsconfig: join(root, 'docs/tsconfig.api.json'),
    plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
    outputs: [{ name: 'markdown', path: folder }],
    logLevel: LogLevel.Warn,
    readme: 'none',
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    excludeNotDocumented: false,
    sort: ['source-order'],
    groupOrder: ['Functions', 'Variables', 'Classes', '*'],
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    ...markdown,
  })
  const project = await app.convert()
  if (project === undefined) throw new Error('TypeDoc could not read the sources')
  await app.generateOutputs(project)
  if (app.logger.hasErrors()) throw new Error('TypeDoc found errors')
  nameAsImported(folder)
}

// A page is called what one imports; TypeDoc knows of the path alone, and has an index of its own.
function nameAsImported(folder: string): void {
  renameSync(join(folder, 'index-1.md'), join(folder, 'coatcheck.md'))
  for (const path of publicPaths) {
    const name = path === 'index' ? 'coatcheck' : `coatcheck/${path}`
    const file = join(folder, path === 'index' ? 'coatcheck.md' : `${path}.md`)
    const text = readFileSync(file, 'utf8')
      .replaceAll('index-1.md', 'coatcheck.md')
      // TypeDoc counts what shares a name otherwise than VitePress would.
      .replace(/^<a id="([^"]+)"><\/a>\n+(#+ .+)$/gm, '$2 {#$1}')
      .replace(/^# .+$/m, `# ${name}`)
    writeFileSync(file, text)
  }
  const entries = publicPaths.map((path) =>
    path === 'index' ? ['coatcheck', 'coatcheck'] : [`coatcheck/${path}`, path],
  )
  const list = entries.map(([name, path]) => `- [\`${name}\`](${path}.md)\n`).join('')
  writeFileSync(
    join(folder, 'index.md'),
    `# API\n\n${madeOf('the doc comments')}\nOne page for each path one can import.\n\n${list}`,
  )
}

// What typedoc-plugin-markdown reads; TypeDoc's own type of options does not know it.
const markdown: Readonly<Record<string, unknown>> = {
  router: 'module',
  entryFileName: 'index.md',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useHTMLAnchors: true,
  useCodeBlocks: true,
  expandObjects: false,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  formatWithPrettier: false,
  sanitizeComments: true,
}
