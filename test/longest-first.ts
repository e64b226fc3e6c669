/**
 * In which order the files of a test run begin.
 *
 * @module
 */

import { BaseSequencer, type TestSpecification } from 'vitest/node'

// What takes a minute and more. Left to the end, one of them would keep a single core busy alone.
const long = [
  'test/runtimes/runtimes.test.ts',
  'test/docs/site.test.ts',
  'test/stored/every-copy-loss.test.ts',
  'test/stored/every-race-of-three.test.ts',
  'test/stored/every-race-logged-in.test.ts',
  'test/stored/every-race-logged-out.test.ts',
  'test/stored/every-copy-order.test.ts',
  'test/frameworks/frameworks.test.ts',
  'test/cli/every-verb.test.ts',
  'test/stored/long-lists.test.ts',
  'test/shop/browser.test.ts',
]

/** Begins with the longest, and leaves the others as vitest orders them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = long.findIndex((name) => moduleId.endsWith(name))
      return place === -1 ? long.length : place
    }
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other))
  }
}
