/**
 * Whether this is production: the one place that says so.
 *
 * @module
 */

/** Says whether `NODE_ENV` is `production`, or there is no environment to ask. */
export function isProduction(): boolean {
  // `process` is absent where there is no environment, whatever the types of Node say.
  const environment = globalThis as { process?: { env?: Record<string, string | undefined> } }
  const env = environment.process?.env
  return env === undefined || env['NODE_ENV'] === 'production'
}
