import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { textProblems } from '../../tools/check-texts.ts'
import { chromium, describeWith } from '../requirements.ts'

vi.setConfig({ testTimeout: 120_000 })

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

/** Runs an example under node:test and gives what it says. */
async function said(name: string, env: Record<string, string> = {}): Promise<string> {
  const args = ['--import', 'tsx', '--test', '--test-reporter', 'tap', `examples/testing/${name}`]
  const { stdout } = await run(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env['PATH'], NODE_ENV: 'test', ...env },
  })
  return stdout
}

describe('the examples of docs/testing.md', () => {
  it('are those in examples/testing, each of them as it stands', () => {
    const text = readFileSync(`${root}docs/testing.md`, 'utf8')
    const quoted = [...text.matchAll(/^<!-- examples\/testing\/(\S+) -->$/gm)].map(
      ([, name]) => name,
    )
    expect(quoted.sort()).toEqual(readdirSync(`${root}examples/testing`).sort())
    expect(
      textProblems(root).filter((line) => /^docs\/(testing|observability)/.test(line)),
    ).toEqual([])
  })

  it('run under node:test', async () => {
    expect(await said('node-test.ts')).toMatch(/^# pass 1$/m)
  })
})

describeWith(chromium, 'the example for Playwright', (path) => {
  it('runs in Chromium', async () => {
    expect(await said('playwright.ts', { CHROMIUM_PATH: path })).toMatch(/^# pass 1$/m)
  })
})
