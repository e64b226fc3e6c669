/**
 * The floors of the source, as data: a file may import from a lower floor, or from its own floor
 * within its own folder.
 *
 * @module
 */

/** The floor of each folder under `src`. */
export const floorOfFolder: Readonly<Record<string, number>> = {
  encoding: 1,
  cookie: 2,
  crypto: 2,
  codecs: 3,
  stores: 3,
  guards: 5,
  adapters: 6,
  inspector: 6,
  testing: 6,
  cli: 7,
  'express-session': 7,
}

const rootFilesOfFloor: Readonly<Record<number, readonly string[]>> = {
  0: ['errors', 'production', 'rejection', 'session-data', 'time'],
  2: ['body', 'expiry', 'merge', 'record', 'store'],
  3: ['changes'],
  4: [
    'cache-headers',
    'content',
    'draft',
    'environment',
    'epoch-watch',
    'events',
    'exchange',
    'found',
    'guarded-view',
    'late-changes',
    'navigation',
    'options',
    'options-from-env',
    'place',
    'recent',
    'request-session',
    'schema',
    'session',
    'session-state',
    'sessions',
    'settings',
    'subject',
    'tokens',
    'turns',
    'verified-cookies',
  ],
  5: ['ambient'],
  7: ['diagnostics-channel', 'index', 'inspector', 'opentelemetry', 'testing'],
  // The entry of the folder of this name, which is a face itself.
  8: ['express-session'],
}

// How the names of many small files begin; a name listed above counts first.
const floorOfBeginning: Readonly<Record<string, number>> = {
  'accept-': 4,
  'cookie-': 4,
  'draft-': 4,
  'opentelemetry-': 7,
  'sessions-': 4,
  'store-': 4,
  'stored-': 4,
}

/** The floor of a file at the root of `src`, or `undefined` when it has none yet. */
export function floorOfRootFile(path: string): number | undefined {
  const name = path.replace(/\.ts$/, '')
  const listed = Object.entries(rootFilesOfFloor).find(([, names]) => names.includes(name))
  const beginning = Object.entries(floorOfBeginning).find(([start]) => name.startsWith(start))
  return listed === undefined ? beginning?.[1] : Number(listed[0])
}

/** From this floor on a file may import what its platform brings. */
export const platformFloor = 6

/** The platform modules a file may import all the same, by how its path begins. */
export const platformImports: Readonly<Record<string, readonly string[]>> = {
  '': ['node:crypto'],
  'ambient.ts': ['node:async_hooks'],
  'codecs/django': ['node:zlib'],
  'codecs/flask': ['node:zlib'],
  'diagnostics-channel.ts': ['node:diagnostics_channel'],
  'stores/sqlite': ['node:sqlite'],
}

/** How the files of adapters begin that also run where there is no Node: they import nothing of it. */
export const portableFiles: readonly string[] = [
  'adapters/carried',
  'adapters/guard-decision',
  'adapters/honest-host',
  'adapters/hono',
  'adapters/next',
  'adapters/react-router',
  'adapters/web',
]

/** Names that say nothing about what is inside. */
export const bannedNames: readonly string[] = [
  'common',
  'core',
  'helper',
  'helpers',
  'impl',
  'lib',
  'manager',
  'misc',
  'service',
  'shared',
  'types',
  'util',
  'utils',
]

/** The most lines a source file may have. */
export const maximumLines = 250

/** The most lines the median of the source files may have. */
export const maximumMedianLines = 100
