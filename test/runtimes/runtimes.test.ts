import { beforeAll, describe, expect, it } from 'vitest'
import { bun, deno, esbuild, runtimes, workerd } from '../package/runtimes.ts'
import { describeWith, type Requirement } from '../requirements.ts'
import { bundle } from './bundle.ts'
import { differences, suites } from './suites.ts'
import type { ToldOf } from './told.ts'
import { scriptFile, toldByScript, toldByWorker, workerFile } from './told-by.ts'

const failing = 'test/runtimes/failing.ts'
const files = [...suites, failing]

type Tell = (program: string) => Promise<readonly ToldOf[]>

const trials: readonly (readonly [runtime: Requirement, tell: Tell])[] = [
  ...runtimes.map((runtime) => [runtime, (program: string) => toldByScript(program, [])] as const),
  [bun, (program) => toldByScript(program, [])],
  [deno, (program) => toldByScript(program, ['run', '--allow-all', '--no-check'])],
  [workerd, (program) => toldByWorker(program, files)],
]

describeWith(esbuild, 'the portable suites', (esbuildPath) => {
  beforeAll(async () => {
    await bundle(esbuildPath, 'script', files, scriptFile)
    await bundle(esbuildPath, 'worker', files, workerFile)
  })

  for (const [runtime, tell] of trials) {
    describeWith(runtime, `on ${runtime.name}`, (program) => {
      const [brand = ''] = runtime.name.split(' ')
      const allowed = Object.keys(differences[brand] ?? {})
      let told: ReadonlyMap<string, ToldOf>
      beforeAll(async () => {
        told = new Map((await tell(program)).map((each) => [each.file, each]))
      })

      it.each(suites)('hold in %s', (file) => {
        const { facts, broken } = told.get(file) ?? { facts: 0, broken: ['it was not told of'] }
        expect(broken.filter((line) => !allowed.some((name) => line.includes(name)))).toEqual([])
        expect(facts).toBeGreaterThan(0)
      })

      it('differ where that is known, and nowhere else', () => {
        const lines = [...told.values()].flatMap(({ broken }) => broken)
        expect(allowed.filter((name) => !lines.some((line) => line.includes(name)))).toEqual([])
      })

      it('say what does not hold', () => {
        const names = told.get(failing)?.broken.map((line) => line.replace(/:.*/s, ''))
        expect(names).toEqual([
          'a suite > says at once what is not',
          'a suite > says later what is not',
          'a suite > says of two what is not',
          'a suite > whose facts leave something behind > says so',
          'a suite > that cannot begin > beforeAll',
        ])
      })
    })
  }
})

describe('the list of portable suites', () => {
  it('names each once, and many', () => {
    expect(new Set(suites).size).toBe(suites.length)
    expect(suites.length).toBeGreaterThan(50)
  })
})
