import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { run } from '../cli/command.ts'
import { type Page, pagesOf } from './pages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readme: Page = { path: 'README.md', text: readFileSync(join(root, 'README.md'), 'utf8') }
// What the tutorials tell to type is typed, line by line, by a test of its own.
const pages = [readme, ...pagesOf(root)].filter(({ path }) => !path.startsWith('docs/tutorial/'))

/** A line that a page tells to type, without what is said of it. */
interface Line {
  readonly path: string
  readonly line: string
}

const lines: readonly Line[] = pages.flatMap(({ path, text }) =>
  [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(([, shown = '']) =>
    shown
      .split(/\n|&&/)
      .map((line) => ({ path, line: line.replace(/ +#.*$/, '').trim() }))
      .filter(({ line }) => line !== ''),
  ),
)

const matching = (pattern: RegExp): readonly (Line & { readonly rest: string })[] =>
  lines.flatMap((shown) => {
    const [, rest] = pattern.exec(shown.line) ?? []
    return rest === undefined ? [] : [{ ...shown, rest }]
  })

const ofNpm = /^npm (?:run )?(ci|start|test|[\w:-]+)$/
const ofCommand = /^(?:npx|bunx) coatcheck ([^|]*)(?:\|.*)?$/
const ofPackages = /^(?:npm install|bun add|deno add) (.*)$/

/** The packages that the repository itself, or some folder of its tests, pins. */
const pinned: ReadonlySet<string> = new Set(
  manifestsBelow(['.', ...readdirSync(join(root, 'test')).map((name) => `test/${name}`)]).flatMap(
    (text) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(text)
      return Object.keys({ ...dependencies, ...devDependencies })
    },
  ),
)

describe('what the pages tell to type', () => {
  it('is found on many of them', () => {
    expect(lines.length).toBeGreaterThan(35)
    expect(new Set(lines.map(({ path }) => path)).size).toBeGreaterThan(20)
  })

  it('is a script of this repository, the command, or the installation of packages', () => {
    const known = [ofNpm, ofCommand, ofPackages].flatMap(matching).map(({ line }) => line)
    expect(lines.map(({ line }) => line).filter((line) => !known.includes(line))).toEqual([])
  })

  it('installs packages that the tests run with', () => {
    const names = matching(ofPackages).flatMap(({ rest }) => rest.split(/ +/))
    const others = names
      .map((name) => name.replace(/^npm:/, ''))
      .filter((name) => name !== 'coatcheck')
    expect(others.length).toBeGreaterThan(10)
    expect(others.filter((name) => !pinned.has(name))).toEqual([])
  })

  it('runs scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const names = matching(ofNpm).map(({ rest }) => rest)
    expect(names).toContain('test')
    expect(names.filter((name) => name !== 'ci' && !(name in scripts))).toEqual([])
  })
})

const commands = [...new Set(matching(ofCommand).map(({ rest }) => rest.trim()))]

describe.each(commands)('coatcheck %s, as the pages tell to type it', (words) => {
  // A server of that kind is not asked here: the tests of `doctor` ask one of each.
  const typed = words.replace(/"\$SESSION_STORE"|[a-z-]+:\/\/\S+|sqlite:\S+/, 'memory:').split(' ')

  it('does something, and complains of nothing', async () => {
    const { code, stdout, stderr } = await run(typed)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).not.toBe('')
  })
})

function manifestsBelow(folders: readonly string[]): readonly string[] {
  const within = folders.flatMap((folder) => [
    folder,
    ...(folder === 'test/frameworks'
      ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
      : []),
  ])
  const manifests = within.map((folder) => join(root, folder, 'package.json'))
  return manifests.filter(existsSync).map((path) => readFileSync(path, 'utf8'))
}
