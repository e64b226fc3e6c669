/**
 * The names that are read from the environment.
 *
 * @module
 */

import { join } from 'node:path'
import { madeOf, table } from './markdown.ts'
import { textsOf } from './source.ts'

interface Words {
  readonly option: string
  readonly text: string
}

const flask: Readonly<Record<string, Words>> = {
  SECRET_KEY: { option: 'secrets', text: 'The newest secret, at least 32 bytes.' },
  SECRET_KEY_FALLBACKS: {
    option: 'secrets',
    text: 'Older ones, newest first: a JSON array, or separated by commas.',
  },
  SESSION_COOKIE_NAME: { option: 'cookie.name', text: 'The bare name; the prefix is computed.' },
  SESSION_COOKIE_DOMAIN: { option: 'cookie.domain', text: 'Shared with subdomains.' },
  SESSION_COOKIE_PATH: { option: 'cookie.path', text: 'Sent below this path.' },
  SESSION_COOKIE_HTTPONLY: { option: 'cookie.httpOnly', text: 'True or false.' },
  SESSION_COOKIE_SECURE: { option: 'cookie.secure', text: 'True, false, or `auto`.' },
  SESSION_COOKIE_SAMESITE: { option: 'cookie.sameSite', text: '`Strict`, `Lax` or `None`.' },
  SESSION_COOKIE_PARTITIONED: { option: 'cookie.partitioned', text: 'True or false.' },
  PERMANENT_SESSION_LIFETIME: {
    option: 'idleTimeout',
    text: 'Whole seconds. Over 30 days it raises `absoluteTimeout` too, and one line on stderr says so.',
  },
  SESSION_REFRESH_EACH_REQUEST: {
    option: 'touchInterval',
    text: 'False: only a change renews the idle timeout. True is the default.',
  },
}

/** Gives the pages by their path. */
export function environmentPages(src: string): ReadonlyMap<string, string> {
  const names = textsOf(join(src, 'environment.ts'), 'EnvironmentName')
  const rows = names.map((name) => {
    const words = flask[name]
    if (words === undefined) throw new Error(`docs/generate/environment-page.ts lacks ${name}`)
    return [`\`${name}\``, `\`${words.option}\``, words.text]
  })
  return new Map([['environment.md', page(rows)]])
}

function page(rows: readonly (readonly string[])[]): string {
  return `# Environment variables

${madeOf('src/environment.ts')}
\`optionsFromEnv()\` reads the names that a Flask app is configured with. Each may also stand with the prefix \`FLASK_\`, as
Flask's \`from_prefixed_env\` has it; the bare name wins. An empty text counts as unset. True is \`true\`, \`1\`, \`yes\` or \`on\`,
false is \`false\`, \`0\`, \`no\` or \`off\`, in any case. What is set and cannot be understood throws \`ERR_OPTIONS\`, which
names the variable and never its value.

${table(['name', 'option', 'what it says'], rows)}
Coatcheck reads no files. Let Node do it (\`node --env-file=.env\`), or your framework.

## Beside the options

| name | who reads it | what it says |
|---|---|---|
| \`NODE_ENV\` | Coatcheck | \`production\`: the plain cookie of local development cannot apply, the inspector answers nobody, and a \`memoryStore()\` warns. Without any environment it counts as production. |
| \`SESSION_STORE\` | the command, the example shop | The [address of the store](../stores/index.md#addresses). |
| \`SESSION_CACHE_IN_COOKIE\`, \`SESSION_FORMAT\`, \`PORT\`, \`HOST\` | the example shop | A copy in the cookie, a cookie shared with Flask, where to listen. |
`
}
