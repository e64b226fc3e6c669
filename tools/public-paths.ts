/**
 * What users may import: the one list behind `exports` in package.json and the table of the README.
 * A sub-path is the path of its file under `src`; `index` is the package itself.
 *
 * @module
 */

/** The files under `src` that users import, without their extension. */
export const publicPaths: readonly string[] = [
  'index',
  'adapters/express',
  'adapters/fastify',
  'adapters/hono',
  'adapters/koa',
  'adapters/next',
  'adapters/node',
  'adapters/react-router',
  'adapters/upgrade',
  'adapters/web',
  'ambient',
  'codecs/cookie-session',
  'codecs/django',
  'codecs/express-session',
  'codecs/flask',
  'codecs/iron-session',
  'codecs/koa-session',
  'codecs/secure-session',
  'diagnostics-channel',
  'express-session',
  'guards/cross-site',
  'guards/csrf',
  'guards/login',
  'inspector',
  'opentelemetry',
  'stores/memory',
  'stores/mysql',
  'stores/open',
  'stores/postgres',
  'stores/redis',
  'stores/sqlite',
  'testing',
]
