import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { docProblems } from './check-docs.ts'

const header = '/**\n * What it is for.\n *\n * @module\n */\n\n'
const errors = "/** Codes. */\nexport type ErrorCode =\n  | 'ERR_OPTIONS'\n  | 'ERR_NO_SESSION'\n\n"

describe('docProblems', () => {
  it('finds nothing where everything is documented', () => {
    expect(
      problemsOf({
        index: [
          "export { one, type Two as Zwei } from './session.ts'",
          "import type { Three } from './time.ts'",
          'export type { Three }',
          "export type { Foreign } from 'elsewhere'",
        ].join('\n'),
        session: [
          '/**\n * Makes one.\n *\n * @throws {CoatcheckError} `ERR_OPTIONS` or\n' +
            ' * `ERR_NO_SESSION` when it cannot\n */',
          'export function one(): void {}',
          '/** A thing. */',
          '// biome-ignore lint/style/x: because',
          'export interface Two<T extends { a: 1 } = { a: 1 }> {',
          "  readonly type: 'two'",
          '  /** A name. */',
          '  readonly name: string',
          '  /** Gives it. */',
          '  get(',
          '    key: string,',
          '  ): void',
          '  get(key: number): void',
          '}',
          'export interface Unreachable {',
          '  bare: string',
          '}',
        ].join('\n'),
        time: '/** A class. */\nexport class Three {\n  #secret = 1\n  override readonly name = 1\n}\n',
      }),
    ).toEqual([])
  })

  it('finds a bare function behind a chain of re-exports', () => {
    const problems = problemsOf({
      index: "export * from './session.ts'",
      session: "export type * from './time.ts'",
      time: 'export async function late(): Promise<void> {}',
    })
    expect(problems).toEqual(['src/time.ts:7: late has no doc comment'])
  })

  it('finds a bare property, method, getter and constructor', () => {
    const problems = problemsOf({
      index: [
        '/** A thing. */',
        'export class Thing {',
        '  readonly name: string',
        '  constructor(',
        '    name: string,',
        '  ) {',
        '    this.name = name',
        '  }',
        '  get size(): number {',
        '    return 1',
        '  }',
        '  private hidden(): void {}',
        '}',
      ].join('\n'),
    })
    expect(problems).toEqual([
      'src/index.ts:9: Thing.name has no doc comment',
      'src/index.ts:10: Thing.constructor has no doc comment',
      'src/index.ts:15: Thing.size has no doc comment',
    ])
  })

  it('finds a name that is exported far from where it is declared', () => {
    const problems = problemsOf({ index: 'const a = 1\nexport { a }' })
    expect(problems).toEqual(['src/index.ts:8: export it where it is declared'])
  })

  it('finds a code that does not exist and a @throws without one', () => {
    const problems = problemsOf({
      index:
        '/**\n * A.\n *\n * @throws {CoatcheckError} `ERR_OPTION`\n' +
        ' * @throws {CoatcheckError} when it rains\n */\nexport const a = 1\n',
    })
    expect(problems).toEqual([
      'src/index.ts:7: ERR_OPTION is no code of CoatcheckError',
      'src/index.ts:7: @throws names no code',
    ])
  })

  it('finds names that say nothing, also where users cannot see them', () => {
    const problems = problemsOf({ index: '', session: 'export class CookieManager {}' })
    expect(problems).toEqual(['src/session.ts:7: CookieManager says nothing of what it is'])
  })

  it('lets a word that only begins like a banned one pass', () => {
    expect(problemsOf({ index: '', session: 'export const isImplicit = 1' })).toEqual([])
  })

  it('finds a file without its @module comment', () => {
    const problems = problemsOf({ index: '', session: '' }, '')
    expect(problems).toEqual([
      'src/errors.ts: does not begin with an @module comment',
      'src/index.ts: does not begin with an @module comment',
      'src/session.ts: does not begin with an @module comment',
    ])
  })
})

function problemsOf(
  files: Readonly<Record<string, string>>,
  before: string = header,
): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'docs-'))
  try {
    for (const [path, text] of Object.entries({ errors, ...files })) {
      const file = join(root, 'src', `${path}.ts`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, before + text)
    }
    return docProblems(root, ['index'])
  } finally {
    rmSync(root, { recursive: true })
  }
}
