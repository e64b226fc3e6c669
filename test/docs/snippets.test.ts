import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { deadLinks, foreignAddresses } from './built-site.ts'
import { type Page, pagesOf, quotedBy, unquotedIn } from './pages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages: readonly Page[] = [
  { path: 'README.md', text: readFileSync(join(root, 'README.md'), 'utf8') },
  ...pagesOf(root),
]

// The one text of a page that is no file: lines to change in an app that is there, a configuration,
// what a program prints. The test takes it from the page and runs it, or compares it with what runs.
const takenFromPages: Readonly<Record<string, string>> = {
  'README.md': 'test/docs/shown-texts.test.ts',
  'docs/migrate/express-session.md': 'test/docs/migrate-pages.test.ts',
  'docs/migrate/flask.md': 'test/docs/migrate-pages.test.ts',
  'docs/recipes/key-rotation.md': 'test/docs/shown-texts.test.ts',
  'docs/stores/redis.md': 'test/docs/shown-texts.test.ts',
  'docs/testing.md': 'test/docs/shown-texts.test.ts',
}

/** Where the examples of a folder are run. */
const runners: Readonly<Record<string, readonly string[]>> = {
  frameworks: testsBelow('test/frameworks'),
  quickstart: ['test/package/quickstarts.test.ts', 'test/docs/store-recipes.test.ts'],
  migrate: ['test/docs/migrate-pages.test.ts', 'test/express-session/entry.test.ts'],
  recipes: [
    'test/docs/recipes.test.ts',
    'test/docs/store-recipes.test.ts',
    'test/docs/watching-recipes.test.ts',
  ],
  shop: testsBelow('test/shop').concat(testsBelow('examples/shop')),
  testing: [...testsBelow('examples/testing'), ...testsBelow('test/kit')],
}

describe('every page', () => {
  it.each(pages)('$path quotes files that are there', (page) => {
    expect(quotedBy(page).filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  it.each(pages)(
    '$path shows nothing that is not a file, a command to type, or taken from it to be run',
    (page) => {
      const runner = takenFromPages[page.path]
      expect(unquotedIn(page)).toHaveLength(runner === undefined ? 0 : 1)
      if (runner !== undefined)
        expect(readFileSync(join(root, runner), 'utf8')).toContain(page.path)
    },
  )

  it.each(pages)('$path quotes what some test runs', (page) => {
    expect(quotedBy(page).filter((file) => !isRun(file))).toEqual([])
  })
})

describe('the table of promises', () => {
  it('is that of the README', () => {
    const tableIn = (path: string): string | undefined =>
      /^\| promise \|[\s\S]*?\n\n/m.exec(readFileSync(join(root, path), 'utf8'))?.[0]
    expect(tableIn('README.md')).toContain('| a database dump opens nothing')
    expect(tableIn('docs/concepts/promises.md')).toBe(tableIn('README.md'))
  })
})

describe('the examples for the pages', () => {
  it('are each on a page', () => {
    const quoted = new Set(pages.flatMap(quotedBy))
    const files = ['migrate', 'recipes', 'tutorial'].flatMap((name) =>
      filesBelow(`examples/${name}`),
    )
    expect(files.length).toBeGreaterThan(15)
    expect(files.filter((file) => !quoted.has(file))).toEqual([])
  })
})

describe('a page that is no good', () => {
  const page = (text: string): Page => ({ path: 'docs/bad.md', text })

  it('is noticed for a program of its own, in whatever language it says it is', () => {
    const text =
      '```ts\nconst a = 1\n```\n\n```sh\nls\n```\n\n```py\na = 1\n```\n\n```\nplain\n```\n'
    expect(unquotedIn(page(text))).toEqual(['const a = 1', 'a = 1', 'plain'])
  })

  it('is noticed for quoting what nobody runs', () => {
    const [file = ''] = quotedBy(page('<<< @/../examples/frameworks/nobody.ts{1-3}\n'))
    expect([file, isRun(file)]).toEqual(['examples/frameworks/nobody.ts', false])
  })
})

describe('a built page that is no good', () => {
  const html =
    '<a href="/b.html#there">1</a><a href="./b.html#gone">2</a><a href="c.html">3</a>' +
    '<a class="x" href="#here" id="here">4</a><script src="https://cdn.example/x.js"></script>'
  const pages = [
    { path: 'a/index.html', html },
    { path: 'b.html', html: '<h1 id="there">' },
    { path: 'a/b.html', html: '<h1 id="there">' },
  ]

  it('is noticed for links to no page, and to no place on one', () => {
    expect(pages.flatMap((page) => deadLinks(pages, page))).toEqual(['./b.html#gone', 'c.html'])
  })

  it('is noticed for what it loads from elsewhere', () => {
    expect(pages.flatMap(foreignAddresses)).toEqual(['https://cdn.example/x.js'])
  })
})

function isRun(file: string): boolean {
  const [, folder = '', ...rest] = file.split('/')
  // The test types what the pages of the tutorial say, whatever that is.
  if (folder === 'tutorial') return rest.length > 2
  const name = rest.join('/').replace(/^(next|react-router|sveltekit)\/.*/, '$1')
  const isTest = /\.test\.ts$/.test(name)
  return (runners[folder] ?? []).some(
    (test) =>
      (isTest && test.endsWith(name)) || readFileSync(join(root, test), 'utf8').includes(name),
  )
}

function testsBelow(folder: string): string[] {
  return filesBelow(folder).filter((file) => file.endsWith('.test.ts'))
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
}
