/**
 * The last word of a test run: which suites were skipped and why, and what failed, by name. With
 * `CI=true` a skip fails.
 *
 * @module
 */

import { appendFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** A test that did not run. */
interface Skip {
  /** File, suites and test. */
  readonly name: string
  /** What the test said when it skipped itself. */
  readonly reason: string
}

/**
 * A vitest reporter that lists what was skipped. When `COATCHECK_COUNTS` names a file, it appends
 * one line there: tests passed, tests failed; and one for each failure.
 */
export const closingSummary: Reporter = {
  onTestRunEnd(modules, unhandledErrors): void {
    const skips = modules.flatMap(skipsOf)
    const isFatal = process.env['CI'] === 'true'
    if (skips.length > 0) {
      console.warn(`\n${skips.length} skipped${isFatal ? ', which CI=true does not allow' : ''}:`)
      for (const { name, reason } of skips) console.warn(`  ${name}\n    ${reason}`)
      if (isFatal) process.exitCode = 1
    }
    const countsFile = process.env['COATCHECK_COUNTS']
    if (countsFile === undefined || countsFile === '') return
    const passed = sum(modules, (module) => count(module, 'passed'))
    const failed = sum(modules, failuresOf) + unhandledErrors.length + (isFatal ? skips.length : 0)
    const failures = [
      ...modules.flatMap(failedNames),
      ...(isFatal ? skips.map(({ name }) => `✗ ${name}: skipped`) : []),
      ...unhandledErrors.map(firstLine),
    ]
    appendFileSync(countsFile, [`${passed} ${failed}`, ...failures, ''].join('\n'))
  },
}

function skipsOf(module: TestModule): readonly Skip[] {
  // What a failed hook kept from running counts as failed, not as skipped.
  const tests = [...module.children.allTests('skipped')].filter((test) => !isBelowFailure(test))
  return tests.map((test) => {
    const result = test.result()
    const note = result.state === 'skipped' ? result.note : undefined
    return {
      name: `${module.relativeModuleId} > ${test.fullName}`,
      reason: note ?? 'no reason given',
    }
  })
}

function isBelowFailure(test: TestCase): boolean {
  let parent: TestCase['parent'] = test.parent
  while (parent.errors().length === 0 && parent.type === 'suite') parent = parent.parent
  return parent.errors().length > 0
}

function failuresOf(module: TestModule): number {
  // A file that cannot be loaded, or whose hook fails, has failed without a failed test.
  return Math.max(count(module, 'failed'), module.state() === 'failed' ? 1 : 0)
}

function failedNames(module: TestModule): readonly string[] {
  const tests = [...module.children.allTests('failed')].map((test) => ({
    name: test.fullName,
    errors: test.result().errors ?? [],
  }))
  const all = [{ name: 'the file itself', errors: module.errors() }, ...tests]
  return all.flatMap(({ name, errors }) =>
    errors.map(
      (error) => `✗ ${module.relativeModuleId} > ${name}: ${error.message.split('\n', 1)[0]}`,
    ),
  )
}

function firstLine({
  name,
  message,
}: {
  readonly name?: string
  readonly message: string
}): string {
  return `✗ ${name ?? 'Error'}: ${message.split('\n', 1)[0]}`
}

function count(module: TestModule, state: 'passed' | 'failed'): number {
  return [...module.children.allTests(state)].length
}

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0)
}
