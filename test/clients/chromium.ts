/**
 * Starts the Chromium of this machine for tests.
 *
 * @module
 */

import { type Browser, chromium } from 'playwright-core'

/** Starts a Chromium without a window, quiet on the network. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      // Containers run as root, where Chromium's own sandbox cannot start.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
