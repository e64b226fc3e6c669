import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brought, declared } from './doc-example-declarations.ts'
import { docExamples, examplesIn } from './doc-examples.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
// Within the repository, where the packages are found that the examples import.
const folder = join(root, 'test/docs/.cache/doc-examples')

const examples = docExamples(join(root, 'src'), declared)

const compilerOptions = {
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2023', 'dom'],
  exactOptionalPropertyTypes: false,
  noImplicitReturns: false,
  noPropertyAccessFromIndexSignature: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  isolatedModules: false,
  paths: { coatcheck: [join(root, 'src/index.ts')], 'coatcheck/*': [join(root, 'src/*.ts')] },
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  for (const { path, text } of [...examples, ...brought]) put(path, text)
  put(
    'tsconfig.json',
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions,
      include: ['.'],
      exclude: [],
    }),
  )
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the examples of the doc comments', () => {
  it('are found', () => {
    expect(examples.length).toBeGreaterThan(45)
  })

  it('compile for a reader', { timeout: 120_000 }, () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(stdout).toBe('')
  })
})

describe('the examples in a doc comment', () => {
  it('are taken without their fence, and without what comes after', () => {
    const comment =
      '/**\n * Gives it.\n *\n * @example\n * ```ts\n * const a = 1\n * ```\n * @internal\n */'
    expect(examplesIn(`${comment}\n\n  ${comment.replace('= 1', '= 2')}`)).toEqual([
      'const a = 1',
      'const a = 2',
    ])
  })
})

function put(path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
