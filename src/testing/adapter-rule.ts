/**
 * What a rule of the adapter contract is. Knows no test runner, and of the server under trial only
 * its address, so that it may run anywhere.
 *
 * @module
 */

/** What a rule is tried on. */
export interface AdapterTrial {
  /** Where an `adapterApp()` is served through the adapter, such as `'http://127.0.0.1:41233'`. */
  readonly origin: string
}

/**
 * What not every server is capable of.
 *
 * - `'plain-http'`: it does not run with `NODE_ENV=production` and sees each request as the browser
 *   sent it, with no proxy of its framework in between
 * - `'odd-hosts'`, `'odd-targets'`: its framework itself gets along with a garbage `Host` header, or
 *   request target, instead of answering 500 before the app is asked
 */
export type AdapterNeed = 'plain-http' | 'odd-hosts' | 'odd-targets'

/** One promise every adapter keeps. */
export interface AdapterRule {
  /** The promise, a plain sentence, unlike that of every other rule. */
  readonly name: string
  /** What the server has to be capable of; absent: every server is. */
  readonly needs?: AdapterNeed
  /**
   * Resolves when the adapter keeps the promise, and rejects, saying what was expected and what was
   * found, when it does not.
   */
  check(trial: AdapterTrial): Promise<void>
}
