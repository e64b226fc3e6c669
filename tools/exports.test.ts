import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportProblems, exportsOf } from './exports.ts'

const paths = ['index', 'stores/memory']
const table =
  '| sub-path | for |\n|---|---|\n| `coatcheck` | a |\n| `coatcheck/stores/memory` | b |'

describe('exportsOf', () => {
  it('gives each sub-path its declarations first, then its code', () => {
    expect(JSON.stringify(exportsOf(paths))).toBe(
      '{".":{"types":"./dist/index.d.ts","default":"./dist/index.js"},' +
        '"./stores/memory":{"types":"./dist/stores/memory.d.ts",' +
        '"default":"./dist/stores/memory.js"}}',
    )
  })
})

describe('exportProblems', () => {
  it('finds nothing when all agree', () => {
    expect(problemsOf({ exports: exportsOf(paths), readme: table })).toEqual([])
  })

  it('finds a listed file that does not exist', () => {
    const problems = problemsOf({ exports: exportsOf(paths), readme: table, sources: ['index'] })
    expect(problems).toEqual(['tools/public-paths.ts: stores/memory is no file of the source'])
  })

  it('finds exports that are out of date', () => {
    const problems = problemsOf({ exports: exportsOf(['index']), readme: table })
    expect(problems).toEqual(['package.json: exports are out of date; npm run exports'])
  })

  it('finds conditions in the wrong order, since the first that fits wins', () => {
    const swapped = Object.entries(exportsOf(paths)).map(([subPath, conditions]) => [
      subPath,
      { default: conditions.default, types: conditions.types },
    ])
    const problems = problemsOf({ exports: Object.fromEntries(swapped), readme: table })
    expect(problems).toEqual(['package.json: exports are out of date; npm run exports'])
  })

  it('finds a sub-path the README leaves out and one it makes up', () => {
    const readme = table.replace('stores/memory', 'stores/paper')
    expect(problemsOf({ exports: exportsOf(paths), readme })).toEqual([
      'README.md: no row of the sub-path table begins with `coatcheck/stores/memory`',
      'README.md: `coatcheck/stores/paper` cannot be imported',
    ])
  })
})

interface Package {
  readonly exports: object
  readonly readme: string
  readonly sources?: readonly string[]
}

function problemsOf({ exports, readme, sources = paths }: Package): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'exports-'))
  try {
    mkdirSync(join(root, 'src', 'stores'), { recursive: true })
    for (const path of sources) writeFileSync(join(root, 'src', `${path}.ts`), '')
    writeFileSync(join(root, 'package.json'), JSON.stringify({ exports }))
    writeFileSync(join(root, 'README.md'), readme)
    return exportProblems(root, paths)
  } finally {
    rmSync(root, { recursive: true })
  }
}
