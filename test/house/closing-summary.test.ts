import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const config = fileURLToPath(new URL('run/vitest.config.ts', import.meta.url))
const noTeapot =
  '✗ suites.ts > tea from the pot > has A teapot: A teapot is not on this machine: buy one\n'

describe('a test run', () => {
  it('names each suite that could not run and why, and passes', () => {
    const { status, text, counts } = run({})
    expect(text).toMatch(/1 skipped:\n +suites\.ts > tea from the pot > has A teapot\n/)
    expect(text).toContain('A teapot is not on this machine: buy one')
    expect({ status, counts }).toEqual({ status: 0, counts: '2 0\n' })
  })

  it('fails with CI=true where something it needs is missing', () => {
    const { status, counts } = run({ CI: 'true' })
    expect({ status, counts }).toEqual({ status: 1, counts: `2 1\n${noTeapot}` })
  })

  it('fails with CI=true where a test skips itself', () => {
    const { status, text, counts } = run({ CI: 'true', SKIP_MORE: '1' })
    expect(text).toContain('1 skipped, which CI=true does not allow:\n')
    expect(text).toContain('suites.ts > whoever > skips without a word\n    no reason given')
    const skip = '✗ suites.ts > whoever > skips without a word: skipped\n'
    expect({ status, counts }).toEqual({ status: 1, counts: `1 2\n${noTeapot}${skip}` })
  })

  it('names what failed beside the counts, errors that nobody caught too', () => {
    const { status, counts } = run({ FAIL: '1' })
    expect(counts.split('\n')).toEqual([
      '2 2',
      '✗ suites.ts > whoever > breaks a cup: expected 1 to be 2 // Object.is equality',
      '✗ Error: spilt',
      '',
    ])
    expect(status).toBe(1)
  })
})

function run(environment: Readonly<Record<string, string>>): {
  readonly status: number | null
  readonly text: string
  readonly counts: string
} {
  const folder = mkdtempSync(join(tmpdir(), 'summary-'))
  try {
    const countsFile = join(folder, 'counts')
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [vitest, 'run', '--config', config, '--no-color'],
      {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], COATCHECK_COUNTS: countsFile, ...environment },
      },
    )
    return { status, text: stdout + stderr, counts: readFileSync(countsFile, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
