/**
 * Waiting without holding up the process.
 *
 * @module
 */

/** Lets everything else go on for so long. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
