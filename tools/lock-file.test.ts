import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { completedLock, lockProblems } from './lock-file.ts'

const complete = {
  packages: {
    '': { dependencies: { a: '1.0.0' }, devDependencies: { b: '^2.0.0' } },
    'node_modules/a': { version: '1.0.0', dependencies: { c: '1.0.0', b: '^2.0.0' } },
    'node_modules/a/node_modules/c': { version: '1.0.0', dependencies: { b: '^2.0.0' } },
    'node_modules/b': { version: '2.1.0' },
  },
}

const lacking = {
  lockfileVersion: 3,
  packages: {
    '': { devDependencies: { tool: '1.2.3' } },
    'node_modules/@tool/cli-linux-x64': { version: '1.2.3', license: 'MIT', optional: true },
    'node_modules/tool': {
      version: '1.2.3',
      dev: true,
      optionalDependencies: {
        '@tool/cli-darwin-arm64': '1.2.3',
        '@tool/cli-linux-x64': '1.2.3',
        '@tool/cli-linux-x64-musl': '1.2.3',
      },
    },
  },
}

describe('lockProblems', () => {
  it('finds nothing in a complete lock file', () => {
    expect(problemsOf(complete)).toEqual([])
  })

  it('finds what a package needs and the file lacks', () => {
    const { 'node_modules/b': _, ...packages } = complete.packages
    expect(problemsOf({ packages })).toEqual([
      'package-lock.json: the package needs b; npm run lock',
      'package-lock.json: node_modules/a needs b; npm run lock',
      'package-lock.json: node_modules/a/node_modules/c needs b; npm run lock',
    ])
  })

  it('does not take what lies below one package for what another can reach', () => {
    const packages = { ...complete.packages, '': { dependencies: { a: '1.0.0', c: '1.0.0' } } }
    expect(problemsOf({ packages })).toEqual([
      'package-lock.json: the package needs c; npm run lock',
    ])
  })

  it('finds the packages of other platforms that npm left out', () => {
    expect(problemsOf(lacking)).toEqual([
      'package-lock.json: node_modules/tool needs @tool/cli-darwin-arm64; npm run lock',
      'package-lock.json: node_modules/tool needs @tool/cli-linux-x64-musl; npm run lock',
    ])
  })
})

describe('completedLock', () => {
  it('puts the packages of other platforms back and changes nothing else', () => {
    const completed = completedLock(lacking)
    expect(problemsOf(completed)).toEqual([])
    expect(completed).toMatchObject(lacking)
    expect(Object.keys(completed.packages)).toEqual([
      '',
      'node_modules/@tool/cli-darwin-arm64',
      'node_modules/@tool/cli-linux-x64',
      'node_modules/@tool/cli-linux-x64-musl',
      'node_modules/tool',
    ])
    expect(completed.packages['node_modules/@tool/cli-linux-x64-musl']).toEqual({
      version: '1.2.3',
      cpu: ['x64'],
      dev: true,
      libc: ['musl'],
      license: 'MIT',
      optional: true,
      os: ['linux'],
    })
  })

  it('leaves a package alone whose platform or version it cannot tell', () => {
    const packages = {
      '': { optionalDependencies: { 'tool-linux-x64': '^1.0.0', other: '1.0.0' } },
    }
    expect(completedLock({ packages })).toEqual({ packages })
  })
})

function problemsOf(lock: object): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'lock-'))
  try {
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock))
    return lockProblems(root, ['package-lock.json'])
  } finally {
    rmSync(root, { recursive: true })
  }
}
