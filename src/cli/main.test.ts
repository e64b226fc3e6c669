import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { describeWith, type Requirement } from '../../test/requirements.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

async function run(words: readonly string[], stdout: 'pipe' | number = 'pipe'): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...words], {
    stdio: ['ignore', stdout, 'pipe'],
  })
  const texts = Promise.all([textOf(child.stdout), textOf(child.stderr)])
  const [code] = await once(child, 'close')
  const [out, err] = await texts
  return { code, stdout: out, stderr: err }
}

async function textOf(stream: AsyncIterable<Buffer> | null): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream ?? []) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('the command, as a process', () => {
  it('prints a secret and ends with 0', async () => {
    const { code, stdout, stderr } = await run(['keygen'])
    expect(stdout).toMatch(/^[\w-]{43}\n$/)
    expect([code, stderr]).toEqual([0, ''])
  })

  it('complains on standard error and ends with 2 when it is used wrongly', async () => {
    const { code, stdout, stderr } = await run(['keygen', '--bytes', '64'])
    expect(stderr).toMatch(/^coatcheck: Unknown option '--bytes'\n/)
    expect([code, stdout]).toEqual([2, ''])
  })

  it('ends quietly when the reader of its pipe has gone', async () => {
    // The pipe is closed long before the process has started up.
    const child = spawn(process.execPath, ['--import', 'tsx', main, 'keygen'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy()
    const stderr = textOf(child.stderr)
    const [code] = await once(child, 'close')
    expect([code, await stderr]).toEqual([0, ''])
  })

  it('ends with 2 for wrong use, even when nobody reads its complaint', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, 'kegen'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stderr.destroy()
    const [code] = await once(child, 'close')
    expect(code).toBe(2)
  })
})

const fullDevice: Requirement = {
  name: 'A device that is always full',
  packages: [],
  mend: 'run it on Linux, which has /dev/full',
  find: () => (existsSync('/dev/full') ? '/dev/full' : undefined),
}

describeWith(fullDevice, 'the command, when nothing can be written', (device) => {
  it('ends with 1 and says why', async () => {
    const { code, stderr } = await run(['keygen'], openSync(device, 'w'))
    expect(stderr).toMatch(/^coatcheck: .*ENOSPC.*\n$/)
    expect(code).toBe(1)
  })
})
