/**
 * Which suites are portable: those of the codec, of sessions in a cookie and in a store, and of the
 * web adapter, but for what needs Node itself.
 *
 * @module
 */

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folders = [
  'src',
  'src/codecs',
  'src/cookie',
  'src/crypto',
  'src/encoding',
  'src/guards',
  'test/adapters-web',
  'test/clocks',
  'test/errors',
  'test/promises',
  'test/property',
  'test/rotation',
  'test/stored',
  'test/vectors',
]

/** Suites that are left to Node, and why. */
const onlyNode: Readonly<Record<string, string>> = {
  'src/ambient.test.ts': 'listens on ports; the facts of ambient.ts do not',
  'src/crypto/random-pool.test.ts': "replaces a function of Node's own module",
  'src/options-from-env.test.ts': 'starts a process',
  'test/promises/01-untouched-costs-nothing.test.ts': 'replaces a module',
  'test/property/kept-texts.test.ts': 'measures the heap of V8',
  'test/property/small-tables.test.ts': 'measures the heap of V8',
  'test/stored/copy-orders.test.ts': 'tries every order of requests, which no runtime changes',
  'test/stored/engines.test.ts': 'starts servers',
  'test/stored/every-copy-loss.test.ts': 'tries every order of requests, which no runtime changes',
  'test/stored/every-copy-order.test.ts': 'tries every order of requests, which no runtime changes',
  'test/stored/every-race-logged-in.test.ts':
    'tries every order of requests, which no runtime changes',
  'test/stored/every-race-logged-out.test.ts':
    'tries every order of requests, which no runtime changes',
  'test/stored/every-race-of-three.test.ts':
    'tries every order of requests, which no runtime changes',
  'test/stored/held-requests.test.ts': 'starts servers',
  'test/stored/long-lists.test.ts': 'starts servers',
  'test/stored/lost-writes.test.ts': 'starts servers',
  'test/stored/model.test.ts': 'needs SQLite',
  'test/stored/sweeping.test.ts': 'starts processes',
}

/** The portable suites, from the root of the repository. */
export const suites: readonly string[] = [
  'test/runtimes/ambient.ts',
  ...folders
    .flatMap((folder) =>
      readdirSync(fileURLToPath(new URL(`../../${folder}`, import.meta.url)))
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => `${folder}/${name}`),
    )
    .filter((file) => onlyNode[file] === undefined),
]

// As it tells the type of a text only as it sends it, what has no type goes out as a clone.
const untypedStreams = 'a stream without a type cannot be told from a text, and is not listened to'

/** Facts that do not hold on a runtime (the beginning of its name), and why that is no fault. */
export const differences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Bun: {
    'hands back the very response of a handler that left the session alone':
      'it tells the type of a text only as it sends it',
    'answers 500 when the cookie of a change is lost, as the upgrade is immutable':
      'its redirects can be changed',
    'reports a change through an older reference when the body has been read': untypedStreams,
    'reports it once when the reader goes away': untypedStreams,
    'reads nothing of a body before the runtime does': untypedStreams,
    'is found when the response has closed, and reported with its keys': untypedStreams,
  },
  workerd: {
    'gives the published digest after 10,000 accumulated rounds': 'it has no SHAKE-128',
    'looks at a long text once': 'it does not tell the time used',
    'values of another realm': 'it has one realm only',
  },
}
