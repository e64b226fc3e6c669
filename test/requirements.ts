/**
 * Suites that need something of the machine: run where it is, skipped by name where it is not, and
 * failed under `CI=true`.
 *
 * @module
 */

import { describe, it } from 'vitest'
import type { Requirement } from './programs.ts'

export {
  chromium,
  django,
  flask,
  mariadb,
  openssl,
  pgbouncer,
  type Requirement,
  redisServer,
  shells,
} from './programs.ts'

/**
 * Registers a suite that needs something of the machine.
 *
 * Without it the suite is a named skip, listed with its reason at the end of the run, or with
 * `CI=true` a failing test.
 *
 * @param requirement what it needs, for example `chromium`
 * @param body gets the path of the program: the browser, the Python that can import Flask
 */
export function describeWith(
  requirement: Requirement,
  title: string,
  body: (path: string) => void,
): void {
  const path = requirement.find()
  if (path !== undefined) {
    describe(title, () => body(path))
    return
  }
  const reason = `${requirement.name} is not on this machine: ${requirement.mend}`
  describe(title, () => {
    it(`has ${requirement.name}`, ({ skip }) => {
      if (process.env['CI'] === 'true') throw new Error(reason)
      skip(reason)
    })
  })
}
