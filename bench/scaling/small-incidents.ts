/**
 * The incidents of the documentation as they can be made to happen to one Redis within seconds.
 *
 * @module
 */

import type { Incident } from './simulation.ts'

/** Which share of requests are logins when everybody was logged out. */
export const loginShare = 0.1

/** They begin in the second second, at half of what the server can answer. */
export const smallIncidents: readonly Incident[] = [
  {
    name: 'flash crowd: three times as many for six seconds',
    seconds: 20,
    load: (second) => (second >= 1 && second < 7 ? 3 : 1),
    capacity: () => 1,
  },
  {
    name: 'failover: nobody answers for three seconds',
    seconds: 15,
    load: () => 1,
    capacity: (second) => (second >= 1 && second < 4 ? 0 : 1),
  },
  {
    // A login takes three commands.
    name: 'revoke everyone: one request in ten is a login then',
    seconds: 15,
    load: (second) => (second >= 1 ? 0.9 + 3 * loginShare : 1),
    capacity: () => 1,
  },
]
