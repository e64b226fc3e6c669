/**
 * Suites as vitest's `describe` and `it` make them, gathered and gone through where there is no
 * vitest. Knows nothing of a platform.
 *
 * @module
 */

/** What a suite does: tries a fact, or prepares and clears up around facts. */
export type Act = (...args: readonly unknown[]) => unknown

/** When an act around facts is due. */
export type Moment = 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll'

/** What came of the facts of one file. */
export interface Told {
  /** How many facts were tried. */
  readonly facts: number
  /** What is wrong, one line or more each: the name of the fact and why it does not hold. */
  readonly broken: readonly string[]
}

interface Fact {
  readonly name: string
  readonly act: Act
}

interface Scope {
  readonly name: string
  readonly outer: Scope | undefined
  readonly parts: (Fact | Scope)[]
  readonly acts: Record<Moment, Act[]>
}

const longestFact = 60_000 // milliseconds

let scope = newScope('', undefined)

/** Notes what `describe` describes. */
export function inScope(name: string, act: Act, args: readonly unknown[] = []): void {
  const inner = newScope(name, scope)
  scope.parts.push(inner)
  const outer = scope
  scope = inner
  try {
    if (act(...args) instanceof Promise) throw new Error(`${name}: describe has to be synchronous`)
  } finally {
    scope = outer
  }
}

/** Notes a fact. */
export function noteFact(name: string, act: Act): void {
  scope.parts.push({ name, act })
}

/** Notes an act around facts. */
export function noteAct(moment: Moment, act: Act): void {
  scope.acts[moment].push(act)
}

/**
 * Tries the facts of one file.
 *
 * @param load imports the file
 */
export async function factsOf(load: () => Promise<unknown>): Promise<Told> {
  scope = newScope('', undefined)
  const broken: string[] = []
  const file = scope
  try {
    await load()
  } catch (error) {
    return { facts: 0, broken: [`the file cannot be loaded: ${textOf(error)}`] }
  }
  const facts = await tryScope(file, broken)
  return { facts, broken: facts === 0 ? [...broken, 'there is no fact in it'] : broken }
}

async function tryScope(scope: Scope, broken: string[]): Promise<number> {
  let facts = 0
  const endings: Act[] = []
  const say = (what: string, error: unknown): void => {
    broken.push(`${[...namesOf(scope), what].join(' > ')}: ${textOf(error)}`)
  }
  try {
    for (const act of scope.acts.beforeAll) {
      const ending = await act()
      if (typeof ending === 'function') endings.push(() => ending())
    }
    for (const part of scope.parts) {
      if ('parts' in part) {
        facts += await tryScope(part, broken)
      } else {
        facts += 1
        await tryFact(part, scope).catch((error) => say(part.name, error))
      }
    }
  } catch (error) {
    say('beforeAll', error)
  }
  for (const act of [...scope.acts.afterAll.reverse(), ...endings.reverse()]) {
    await Promise.resolve()
      .then(() => act())
      .catch((error) => say('afterAll', error))
  }
  return facts
}

async function tryFact({ act }: Fact, scope: Scope): Promise<void> {
  const scopes = outermostFirst(scope)
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it takes too long')), longestFact)
  })
  const whole = async (): Promise<void> => {
    try {
      for (const { acts } of scopes) for (const each of acts.beforeEach) await each()
      await act()
    } finally {
      for (const { acts } of scopes.reverse()) for (const each of acts.afterEach) await each()
    }
  }
  await Promise.race([whole(), tooLong]).finally(() => clearTimeout(timer))
}

function newScope(name: string, outer: Scope | undefined): Scope {
  const acts = { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] }
  return { name, outer, parts: [], acts }
}

function outermostFirst(scope: Scope): Scope[] {
  return scope.outer === undefined ? [scope] : [...outermostFirst(scope.outer), scope]
}

function namesOf(scope: Scope): string[] {
  return outermostFirst(scope)
    .map(({ name }) => name)
    .filter((name) => name !== '')
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
