/**
 * The part of vitest that the portable suites use, for runtimes that vitest does not run on. Suites
 * import it by vitest's own name when they are bundled; what `expect` finds is vitest's own.
 *
 * @module
 */

import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
} from '@vitest/expect'
import { fn, restoreAllMocks, spyOn } from '@vitest/spy'
import { type Act, inScope, noteAct, noteFact } from './facts.ts'

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

type Expect = (value: unknown, message?: string) => unknown

/** Vitest's `expect`. */
export const expect: Expect = Object.assign(
  (value: unknown, message?: string): unknown => chai.expect(value, message),
  chai.expect,
  Reflect.get(globalThis, ASYMMETRIC_MATCHERS_OBJECT),
)
Reflect.set(globalThis, GLOBAL_EXPECT, expect)

// As vitest's: what is given beside the act are options, such as how long it may take.
type Note = (name: string, ...rest: readonly (Act | object)[]) => void
type NoteEach = (rows: readonly unknown[]) => Note

/** Vitest's `describe`. */
export const describe: Note & { readonly each: NoteEach } = Object.assign(
  (name: string, ...rest: readonly (Act | object)[]): void => inScope(name, actIn(rest)),
  { each: eachWith(inScope) },
)

/** Vitest's `it`. */
export const it: Note & { readonly each: NoteEach } = Object.assign(
  (name: string, ...rest: readonly (Act | object)[]): void => noteFact(name, actIn(rest)),
  { each: eachWith((name, act, args) => noteFact(name, () => act(...args))) },
)

/** Vitest's `beforeAll`. */
export const beforeAll: (act: Act) => void = (act) => noteAct('beforeAll', act)
/** Vitest's `beforeEach`. */
export const beforeEach: (act: Act) => void = (act) => noteAct('beforeEach', act)
/** Vitest's `afterEach`. */
export const afterEach: (act: Act) => void = (act) => noteAct('afterEach', act)
/** Vitest's `afterAll`. */
export const afterAll: (act: Act) => void = (act) => noteAct('afterAll', act)

const stubbed = new Map<string, string | undefined>()

/** Of vitest's `vi` what the suites use. */
export const vi: object = {
  fn,
  spyOn,
  restoreAllMocks,

  stubEnv(name: string, value: string | undefined): void {
    if (!stubbed.has(name)) stubbed.set(name, process.env[name])
    setVariable(name, value)
  },

  unstubAllEnvs(): void {
    for (const [name, value] of stubbed) setVariable(name, value)
    stubbed.clear()
  },
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

function actIn(rest: readonly (Act | object)[]): Act {
  const act = rest.find((each): each is Act => typeof each === 'function')
  if (act === undefined) throw new TypeError('there is nothing to do')
  return act
}

function eachWith(note: (name: string, act: Act, args: readonly unknown[]) => void): NoteEach {
  return (rows) =>
    (name, ...rest) => {
      const act = actIn(rest)
      for (const row of rows) {
        const args: readonly unknown[] = Array.isArray(row) ? row : [row]
        note(nameOf(name, row, args), act, args)
      }
    }
}

// `%s` is what comes next in the row, `$a.b` what the row has by that name.
function nameOf(name: string, row: unknown, args: readonly unknown[]): string {
  let at = 0
  return name
    .replace(/%[a-z]/g, () => String(args[at++]))
    .replace(/\$([\w.]+)/g, (whole, path: string) => {
      const keys = path.split('.')
      const value = keys.reduce<unknown>((outer, key) => Reflect.get(Object(outer), key), row)
      return value === undefined ? whole : String(value)
    })
}
