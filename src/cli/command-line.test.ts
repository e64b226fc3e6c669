import { describe, expect, it } from 'vitest'
import { runCommandLine } from './command-line.ts'
import type { ExitCode, Terminal } from './terminal.ts'

interface Outcome {
  readonly code: ExitCode
  readonly printed: string
  readonly noted: string
}

async function run(words: readonly string[], isInteractive = false): Promise<Outcome> {
  const printed: string[] = []
  const noted: string[] = []
  const terminal: Terminal = {
    print: async (text) => void printed.push(text),
    note: async (text) => void noted.push(text),
    isInteractive,
  }
  const code = await runCommandLine(words, terminal)
  return { code, printed: printed.join(''), noted: noted.join('') }
}

describe('coatcheck keygen', () => {
  it('prints one secret of 32 bytes, and nothing else', async () => {
    const { code, printed, noted } = await run(['keygen'])
    expect(printed).toMatch(/^[\w-]{43}\n$/)
    expect(Buffer.from(printed.trim(), 'base64url')).toHaveLength(32)
    expect([code, noted]).toEqual([0, ''])
  })

  it('never prints the same one twice', async () => {
    const runs = await Promise.all(Array.from({ length: 100 }, () => run(['keygen'])))
    expect(new Set(runs.map(({ printed }) => printed))).toHaveLength(100)
  })

  it('prints JSON when asked to', async () => {
    const { printed } = await run(['keygen', '--json'])
    expect(JSON.parse(printed)).toEqual({ secret: expect.stringMatching(/^[\w-]{43}$/) })
  })

  it('tells a person, and only a person, what to do with it', async () => {
    const { printed, noted } = await run(['keygen'], true)
    expect(printed).toMatch(/^[\w-]{43}\n$/)
    expect(noted).toMatch(/SECRET_KEY/)
    expect(noted).not.toContain(printed.trim())
  })
})

describe('coatcheck', () => {
  it.each([
    [['--help'], /coatcheck[\s\S]*keygen/],
    [['-h'], /coatcheck[\s\S]*keygen/],
    [['keygen', '--help'], /coatcheck keygen[\s\S]*--json/],
    [['keygen', '--json', '-h'], /coatcheck keygen[\s\S]*--json/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['-v'], /^\d+\.\d+\.\d+\n$/],
  ])('prints for %j and is fine', async (words, expected) => {
    const { code, printed, noted } = await run(words)
    expect(printed).toMatch(expected)
    expect([code, noted]).toEqual([0, ''])
  })

  it('colours its help for nobody but a person', async () => {
    expect((await run(['--help'])).printed).not.toContain('\x1b')
  })

  it.each([
    [[], 'say what to do'],
    [[''], 'say what to do'],
    [['kegen'], 'unknown command "kegen"'],
    [['constructor'], 'unknown command "constructor"'],
    [['KEYGEN'], 'unknown command "KEYGEN"'],
    [['--json', 'keygen'], 'unknown option "--json"'],
    [['keygen', '--jsn'], "Unknown option '--jsn'"],
    [['keygen', '-j'], "Unknown option '-j'"],
    [['keygen', '--no-json'], "Unknown option '--no-json'"],
    [['keygen', '--json=yes'], "Option '--json' does not take an argument"],
    [['keygen', '--bytes', '64'], "Unknown option '--bytes'"],
    [['keygen', '64'], 'unexpected "64"'],
    [['keygen', '--', '--json'], 'unexpected "--json"'],
  ])('calls %j wrong use, prints nothing, and shows how it is used', async (words, complaint) => {
    const { code, printed, noted } = await run(words)
    expect(noted.split('\n')[0]).toBe(`coatcheck: ${complaint}`)
    expect(noted).toMatch(/USAGE coatcheck/)
    expect([code, printed]).toEqual([2, ''])
  })
})
