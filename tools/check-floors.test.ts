import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { floorProblems } from './check-floors.ts'

describe('floorProblems', () => {
  it('finds nothing in a tree that keeps to its floors', () => {
    expect(
      problemsOf({
        'errors.ts': '',
        'cookie/name.ts': "import { a } from '../errors.ts'\nimport { b } from './attributes.ts'",
        'cookie/attributes.ts': "import { randomBytes } from 'node:crypto'",
        'session.ts': "import type { b } from './cookie/name.ts'",
        'options.ts': "import type { b } from './session.ts'",
        'ambient.ts': "import { AsyncLocalStorage } from 'node:async_hooks'",
        'adapters/node.ts': "import type { Server } from 'node:http'\nimport '../session.ts'",
        'index.ts': "export * from './session.ts'\nexport type { b } from './cookie/name.ts'",
      }),
    ).toEqual([])
  })

  const upward = [
    ['a value import', "import { a } from './session.ts'"],
    ['a type import', "import type { A } from './session.ts'"],
    ['a side-effect import', "import './session.ts'"],
    ['a re-export', "export { a } from './session.ts'"],
    ['a star re-export', "export * from './session.ts'"],
    ['a dynamic import', "const a = await import('./session.ts')"],
    ['a dynamic import of a template', 'const a = await import(`./session.ts`)'],
    ['an import type', "let a: import('./session.ts').A"],
    ['an import over several lines', "import {\n  a, // from\n  b,\n} from './session.ts'"],
  ] as const
  for (const [kind, source] of upward) {
    it(`finds ${kind} from a higher floor`, () => {
      const problems = problemsOf({ 'errors.ts': source, 'session.ts': '' })
      expect(problems.join()).toMatch(/^errors\.ts:\d: floor 0 imports session\.ts of floor 4$/)
    })
  }

  it('is not fooled by what looks like an import', () => {
    expect(
      problemsOf({
        'session.ts': '',
        'errors.ts': [
          "// import './session.ts'",
          "/** @example import { a } from './session.ts' */",
          'const text = "import \'./session.ts\'"',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a source under test
          "const template = `import './session.ts' ${nest(`from './session.ts'`)}`",
          "const pattern = /[/'\"] from '.\\/session.ts'/",
        ].join('\n'),
      }),
    ).toEqual([])
  })

  it('sees an import after text that holds quotes, slashes and braces', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a source under test
    const source = "const a = /['\"`]/g\nconst b = 4 / 2 / 1\nconst c = `${{ d: '}' }}'`\n"
    const problems = problemsOf({
      'errors.ts': `${source}import './session.ts'`,
      'session.ts': '',
    })
    expect(problems).toEqual(['errors.ts:4: floor 0 imports session.ts of floor 4'])
  })

  it('finds an import from another folder of the same floor', () => {
    const problems = problemsOf({ 'crypto/a.ts': "import '../cookie/b.ts'", 'cookie/b.ts': '' })
    expect(problems).toEqual(['crypto/a.ts:1: floor 2 imports cookie/b.ts of floor 2'])
  })

  it('finds a file or folder without a floor', () => {
    const problems = problemsOf({ 'stray.ts': '', 'attic/a.ts': '', 'constructor.ts': '' })
    expect(problems).toEqual([
      'attic/a.ts: give it a floor in tools/floors.ts',
      'constructor.ts: give it a floor in tools/floors.ts',
      'stray.ts: give it a floor in tools/floors.ts',
    ])
  })

  it('finds an import of a file that is not in the source', () => {
    const problems = problemsOf({ 'errors.ts': "import '../tools/a.ts'\nimport './time.js'" })
    expect(problems).toEqual([
      'errors.ts:1: ../tools/a.ts is no file of the source',
      'errors.ts:2: ./time.js is no file of the source',
    ])
  })

  it('finds an import of the package by its own name', () => {
    const problems = problemsOf({ 'adapters/a.ts': "import type { Session } from 'coatcheck'" })
    expect(problems).toEqual(['adapters/a.ts:1: coatcheck is this package; import the file itself'])
  })

  it('finds an import cycle', () => {
    const problems = problemsOf({
      'cookie/a.ts': "import './b.ts'",
      'cookie/b.ts': "import type { c } from './c.ts'",
      'cookie/c.ts': "import './a.ts'",
    })
    expect(problems).toEqual([
      'import cycle: cookie/a.ts -> cookie/b.ts -> cookie/c.ts -> cookie/a.ts',
    ])
  })

  it('finds two folders that import each other', () => {
    const problems = problemsOf({
      'stores/redis/a.ts': "import '../sql/b.ts'",
      'stores/sql/b.ts': '',
      'stores/sql/c.ts': "import '../redis/d.ts'",
      'stores/redis/d.ts': '',
    })
    expect(problems).toEqual(['the folders stores/redis and stores/sql import each other'])
  })

  const platform = [
    ['a bare built-in below the adapters', 'cookie/a.ts', 'fs'],
    ['node:fs below the adapters', 'codecs/a.ts', 'node:fs/promises'],
    ['node:async_hooks outside the ambient session', 'session.ts', 'node:async_hooks'],
    ['node:http in an adapter that runs without Node', 'adapters/web-exchange.ts', 'node:http'],
    ['node:http in the index', 'index.ts', 'node:http'],
    ['bun:sqlite below the adapters', 'stores/sqlite.ts', 'bun:sqlite'],
  ] as const
  for (const [kind, path, specifier] of platform) {
    it(`finds ${kind}`, () => {
      const problems = problemsOf({ [path]: `import type { a } from '${specifier}'` })
      expect(problems).toEqual([`${path}:1: ${specifier} is not to be imported here`])
    })
  }

  it('finds a triple-slash reference', () => {
    const problems = problemsOf({ 'errors.ts': '/// <reference types="node" />' })
    expect(problems).toEqual(['errors.ts: a triple-slash reference hides an import'])
  })

  it('finds a file of 251 lines and lets one of 250 pass', () => {
    const short = { 'time.ts': '', 'session.ts': '', 'options.ts': '' }
    expect(problemsOf({ ...short, 'errors.ts': 'a\n'.repeat(250) })).toEqual([])
    expect(problemsOf({ ...short, 'errors.ts': 'a\n'.repeat(251) })).toEqual([
      'errors.ts: 251 lines, over 250',
    ])
  })

  it('finds a median over 100 lines', () => {
    const problems = problemsOf({ 'errors.ts': 'a\n'.repeat(101), 'time.ts': 'a\n'.repeat(101) })
    expect(problems).toEqual(['the median file has 101 lines, over 100'])
  })

  it('finds names that say nothing', () => {
    const problems = problemsOf({ 'cookie/utils/a.ts': '', 'cookie/cookie-helper.ts': '' })
    expect(problems).toEqual([
      'cookie/cookie-helper.ts: helper says nothing of what is inside',
      'cookie/utils/a.ts: utils says nothing of what is inside',
    ])
  })

  it('leaves tests alone', () => {
    expect(problemsOf({ 'errors.test.ts': "import './session.ts'" })).toEqual([])
  })
})

function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'floors-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return floorProblems(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}
