/**
 * How much a run may take: `npm test` answers in minutes, `npm run test:long` takes its time.
 *
 * @module
 */

/** Whether the run takes its time; `npm run test:long` says so. */
export const isLong: boolean = process.env['COATCHECK_LONG'] === '1'

/**
 * Picks how often to do something.
 *
 * @param usual in every run
 * @param long in the long run
 */
export function rounds(usual: number, long: number): number {
  return isLong ? long : usual
}
