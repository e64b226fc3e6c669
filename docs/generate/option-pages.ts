/**
 * The table of all options, and one of each store's.
 *
 * @module
 */

import { join } from 'node:path'
import { madeOf, prose, table } from './markdown.ts'
import { type Property, propertiesOf } from './source.ts'

/** A store whose options have a table of their own. */
const stores = ['memory', 'sqlite', 'redis', 'postgres', 'mysql'] as const

const interfaceOf: Readonly<Record<(typeof stores)[number], string>> = {
  memory: 'MemoryStoreOptions',
  sqlite: 'SqliteStoreOptions',
  redis: 'RedisStoreOptions',
  postgres: 'PostgresStoreOptions',
  mysql: 'MysqlStoreOptions',
}

/** Gives the pages by their path. */
export function optionPages(src: string): ReadonlyMap<string, string> {
  const pages = new Map([['options.md', allOptions(src)]])
  for (const store of stores) {
    const properties = propertiesOf(join(src, 'stores', `${store}.ts`), interfaceOf[store])
    pages.set(`parts/${store}-options.md`, rowsOf(properties))
  }
  return pages
}

function allOptions(src: string): string {
  const options = propertiesOf(join(src, 'options.ts'), 'Options')
  const codec = propertiesOf(join(src, 'options.ts'), 'CodecOptions').filter(
    ({ name }) => name === 'codec',
  )
  const cookie = propertiesOf(join(src, 'cookie/cookie-options.ts'), 'CookieOptions')
  return `# All options

${madeOf('the doc comments of src/options.ts')}
What \`createSessions(options)\` takes. All but \`secrets\` may be left out. Durations are seconds or a text such as \`'30m'\`,
\`'12h'\`, \`'7d'\`, \`'2w'\`; instants are Unix seconds. Everything is checked once, when sessions are made: a bad value or
combination throws \`ERR_OPTIONS\`, which names the option and the mend.

${rowsOf(options)}
Instead of \`secrets\`, for [a cookie shared with another program](../migrate/flask.md):

${rowsOf(codec)}
## The cookie

\`cookie: { … }\`. The name gets the best prefix that the other attributes allow: \`__Host-Http-session\` with the defaults.

${rowsOf(cookie)}
## From the environment

\`optionsFromEnv()\` fills in what [the environment](environment.md) says. What you pass it wins, and \`cookie\` is merged by attribute:
\`optionsFromEnv({ cookie: { name: 'shop' } })\`.
`
}

function rowsOf(properties: readonly Property[]): string {
  return table(
    ['option', 'meaning and default'],
    properties.map(({ name, type, text }) => [
      `\`${name}\`<br><small>${shortened(type)}</small>`,
      prose(text),
    ]),
  )
}

// How a schema is typed is told by the API reference.
function shortened(type: string): string {
  return type
    .replace(/<.*>$/s, '')
    .replace(/\s+/g, ' ')
    .replace(/^\(\(\) => number\)$/, '() => number')
}
