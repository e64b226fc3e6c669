import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWith, type Requirement } from '../requirements.ts'
import { ended, run, secret, start } from './command.ts'
import { type Database, sqliteDatabase } from './database.ts'

const patience = 60_000
const unknownOption = '--no-such-option'

/** What every verb is told to do, and what may not show in what it says of it. */
interface Example {
  readonly words: readonly string[]
  readonly hidden: readonly string[]
  /** What makes no sense, and what is said of it. */
  readonly wrong: readonly (readonly [words: readonly string[], complaint: RegExp])[]
}

const noStore = /coatcheck: say which store/
const mistyped = /coatcheck: there is no store for 'oracle:'; give one of memory:, sqlite:/
const oracle = ['--store', 'oracle://u:hunter2@h/']

let database: Database
let examples: Readonly<Record<string, Example>>

beforeAll(async () => {
  database = sqliteDatabase()
  const { stdout } = await run(['seal', '{"visits":3}', '--subject', 'ada'])
  const cookie = stdout.trim()
  const [, value = ''] = cookie.split('=')
  const store = ['--store', database.address]
  examples = {
    keygen: {
      words: [],
      hidden: [secret],
      wrong: [[['x'], /coatcheck: unexpected "x"/]],
    },
    seal: {
      words: ['{"visits":3}'],
      hidden: [secret],
      wrong: [
        [[], /coatcheck: DATA is missing/],
        [['{visits'], /coatcheck: DATA is no JSON object; write for example/],
        [['{}', '--subject'], /coatcheck: Option '--subject <value>' argument missing/],
      ],
    },
    unseal: {
      words: [cookie],
      hidden: [secret, value],
      wrong: [[[], /coatcheck: COOKIE is missing/]],
    },
    schema: {
      words: ['postgres'],
      hidden: [secret],
      wrong: [
        [[], /coatcheck: ENGINE is missing/],
        [['oracle'], /coatcheck: there is no table for "oracle"; say sqlite, postgres or mysql/],
      ],
    },
    list: {
      words: ['ada', ...store],
      hidden: [secret],
      wrong: [
        [store, /coatcheck: SUBJECT is missing/],
        [['ada'], noStore],
        [['ada', 'eve', ...store], /coatcheck: one word too many/],
        [['ada', ...oracle], mistyped],
      ],
    },
    revoke: {
      words: ['ada', '--all', ...store],
      hidden: [secret],
      wrong: [
        [store, /coatcheck: say whose: SUBJECT HANDLE, SUBJECT --all, or --everyone/],
        [['ada', ...store], /coatcheck: say either which one of the subject \(HANDLE\) or --all/],
        [['ada', '--all'], noStore],
        [['ada', '--all', ...oracle], mistyped],
      ],
    },
    sweep: {
      words: store,
      hidden: [secret],
      wrong: [
        [[], noStore],
        [['x', ...store], /coatcheck: unexpected "x"/],
        [oracle, mistyped],
      ],
    },
    doctor: {
      words: ['--store', 'memory:'],
      hidden: [secret],
      wrong: [
        [[], noStore],
        [oracle, /coatcheck: doctor knows sqlite:, redis:/],
      ],
    },
    completion: {
      words: ['bash'],
      hidden: [secret],
      wrong: [
        [[], /coatcheck: SHELL is missing/],
        [['tcsh'], /coatcheck: nothing is known of "tcsh"; say bash, zsh or fish/],
      ],
    },
  }
})

afterAll(() => {
  database[Symbol.dispose]()
})

const verbs = [
  'keygen',
  'seal',
  'unseal',
  'schema',
  'list',
  'revoke',
  'sweep',
  'doctor',
  'completion',
]

function exampleOf(verb: string): Example {
  const example = examples[verb]
  if (example === undefined) throw new Error(`say what ${verb} is told to do`)
  return example
}

describe('the verbs of the command', { timeout: patience }, () => {
  it('are all among these tests', async () => {
    const { stdout } = await run(['--help'], {})
    const [, commands = ''] = stdout.split('COMMANDS')
    expect([...commands.matchAll(/^ +([a-z]+) {2,}/gm)].map(([, verb]) => verb)).toEqual(verbs)
  })
})

describe.each(verbs)('coatcheck %s', { timeout: patience }, (verb) => {
  it('prints text, complains of nothing, and ends with 0', async () => {
    await database.login('ada')
    const { words, hidden } = exampleOf(verb)
    const { code, stdout, stderr } = await run([verb, ...words])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/\S[\s\S]*\n$/)
    for (const text of hidden) expect(stdout).not.toContain(text)
  })

  it('prints one line of JSON', async () => {
    await database.login('ada')
    const { words, hidden } = exampleOf(verb)
    const { code, stdout, stderr } = await run([verb, ...words, '--json'])
    expect([code, stderr, stdout.split('\n').length]).toEqual([0, '', 2])
    expect(JSON.parse(stdout)).toBeTypeOf('object')
    for (const text of hidden) expect(stdout).not.toContain(text)
  })

  it('says how it is used', async () => {
    const { code, stdout, stderr } = await run([verb, '--help'], {})
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`USAGE coatcheck ${verb}`)
    expect(stdout).toContain('--json')
  })

  it('calls an option that it does not know wrong use, repeats nothing else, and ends with 2', async () => {
    const { words, hidden } = exampleOf(verb)
    const { code, stdout, stderr } = await run([verb, ...words, unknownOption])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`coatcheck: Unknown option '${unknownOption}'\n`)
    for (const text of hidden) expect(stderr).not.toContain(text)
  })

  it('says what is missing or makes no sense, how it is used, and ends with 2', async () => {
    for (const [words, complaint] of exampleOf(verb).wrong) {
      const { code, stdout, stderr } = await run([verb, ...words])
      expect([code, stdout], words.join(' ')).toEqual([2, ''])
      expect(stderr).toMatch(complaint)
      expect(stderr).toContain(`USAGE coatcheck ${verb}`)
      for (const text of [secret, 'hunter2']) expect(stderr).not.toContain(text)
    }
  })

  it('ends quietly when the reader of its pipe has gone', async () => {
    await database.login('ada')
    const child = start([verb, ...exampleOf(verb).words], { SECRET_KEY: secret })
    child.stdin?.end()
    child.stdout?.destroy()
    const { code, stderr } = await ended(child)
    expect([code, stderr]).toEqual([0, ''])
  })

  it('ends with 2 for wrong use although nobody reads the complaint', async () => {
    const child = start([verb, ...exampleOf(verb).words, unknownOption], { SECRET_KEY: secret })
    child.stdin?.end()
    child.stderr?.destroy()
    const { code, stdout } = await ended(child)
    expect([code, stdout]).toEqual([2, ''])
  })

  it('ends at once when it is interrupted before it has begun', async () => {
    const child = start([verb, ...exampleOf(verb).words], { SECRET_KEY: secret })
    const end = ended(child)
    child.kill('SIGINT')
    const { stdout, stderr } = await end
    expect([child.signalCode, stdout, stderr]).toEqual(['SIGINT', '', ''])
  })
})

const scriptProgram: Requirement = {
  name: 'script, which gives a program a terminal',
  packages: ['bsdutils'],
  mend: 'run it on Linux, which has script(1)',
  find: () => ['/usr/bin/script'].find((path) => process.platform === 'linux' && existsSync(path)),
}

describeWith(scriptProgram, 'long work at a terminal', (script) => {
  it('says how far it has come, about once a second', { timeout: patience }, async () => {
    using own = sqliteDatabase()
    const entry = { value: Uint8Array.of(1), subject: null, touchedAt: 1, expiresAt: 2 }
    for (let i = 0; i < 20_000; i += 1) await own.store.create(`over-${i}`, entry, 1)
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
    const words = [process.execPath, '--import', 'tsx', main, 'sweep', '--batch', '1']
    const line = [...words, '--store', own.address].map((word) => `'${word}'`).join(' ')
    const child = spawn(script, ['-qec', line, '/dev/null'], { stdio: ['ignore', 'pipe', 'pipe'] })
    const { code, stdout } = await ended(child)
    const told = [...stdout.matchAll(/^(\d+) removed so far\r$/gm)].map(([, count]) =>
      Number(count),
    )
    expect(code).toBe(0)
    expect(told.length).toBeGreaterThan(0)
    expect(told).toEqual(told.toSorted((one, other) => one - other))
    expect(stdout).toMatch(/^20000 removed\.\r$/m)
  })
})
