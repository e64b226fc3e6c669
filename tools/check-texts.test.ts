import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textProblems } from './check-texts.ts'

const slash = '/'

describe('textProblems', () => {
  it('finds nothing in texts that keep to themselves', () => {
    expect(
      problemsOf({
        'README.md':
          '# Coat check, *now*!\n[a](docs/a.md), [b](#coat-check-now), [c](docs/a.md#one-two)\n' +
          '[d](https://example.com/x)\n```md\n[e](nowhere.md)\n```\n[f](docs)\n[g]: docs/a.md\n',
        'docs/a.md': '## One `two`\nA `[link](nowhere.md)` in code.\n',
        'src/a.ts': "get('/users/')\nserve('example.com/home/x')\n",
      }),
    ).toEqual([])
  })

  it('finds a path of one machine', () => {
    const paths = [`${slash}home/ada/x`, `${slash}root/x`, `${slash}Users/ada`, 'C:\\Users\\ada']
    const problems = problemsOf({ 'a.ts': paths.map((path) => `open('${path}')`).join('\n') })
    expect(problems).toEqual(
      [1, 2, 3, 4].map((line) => `a.ts:${line}: names a path of one machine`),
    )
  })

  it('finds the host of a registry, also in a lock file', () => {
    const host = ['registry', 'npmjs', 'org'].join('.')
    const problems = problemsOf({
      'docs/a.md': `see ${host}`,
      'package-lock.json': `{\n"resolved": "${'http'}s://example.com/a.tgz"\n}`,
    })
    expect(problems).toEqual([
      'docs/a.md:1: names the host of a registry',
      'package-lock.json:2: names the host of a registry',
    ])
  })

  it('finds links to what is not there', () => {
    const problems = problemsOf({
      'README.md':
        '[a](docs/b.md) [b](#none) [c](docs/a.md#none) [d](../secret.md)\n[e]: gone.md\n',
      'docs/a.md': '# A',
    })
    expect(problems).toEqual([
      'README.md: docs/b.md is not there',
      'README.md: #none is no heading there',
      'README.md: docs/a.md#none is no heading there',
      'README.md: ../secret.md leaves the repository',
      'README.md: gone.md is not there',
    ])
  })

  it('leaves what the documentation is made of to the site', () => {
    const problems = problemsOf({
      'docs/a.md': '[a](reference/options.md#none) [b](references/b.md)',
      'docs/reference/errors.md': '[c](gone.md)',
    })
    expect(problems).toEqual(['docs/a.md: references/b.md is not there'])
  })

  it('finds an example that is not the file it is said to be', () => {
    const example = (file: string, source: string): string =>
      `<!-- ${file} -->\n\`\`\`ts\n${source}\`\`\`\n`
    const problems = problemsOf({
      'a.ts': 'one()\n\ntwo()\n',
      'README.md': ['one()\n\ntwo()\n', 'one()\n', 'one()\n\ntwo() // or three()\n']
        .map((source) => example('a.ts', source))
        .join('text\n')
        .concat(example('b.ts', 'one()\n')),
    })
    expect(problems).toEqual([
      'README.md: the example is not a.ts as it stands',
      'README.md: the example is not a.ts as it stands',
      'README.md: b.ts is not there',
    ])
  })

  it('leaves what is installed, built or private alone', () => {
    const bad = `open('${slash}home/ada/x')`
    expect(problemsOf({ 'node_modules/a.js': bad, 'dist/a.js': bad, '.env': bad })).toEqual([])
  })
})

function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'texts-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return textProblems(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}
