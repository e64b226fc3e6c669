import { publicPaths } from './tools/public-paths.ts'

const config: object = {
  entry: [
    ...publicPaths.map((path) => `src/${path}.ts`),
    'src/cli/main.ts',
    'tools/*.ts',
    'examples/quickstart/*.ts',
    'examples/frameworks/*.ts',
    'test/frameworks/*/server.ts',
    'test/types/*.ts',
    'test/house/run/*.ts',
  ],
  project: ['{src,test,tools,examples,bench}/**/*.ts'],
  // Run by their commands in tools/check.ts, where knip does not look.
  // The frameworks that have a folder of their own in test/frameworks are installed there.
  ignoreDependencies: ['publint', '@arethetypeswrong/cli', 'koa', '@hono/node-server'],
  // Of the machine, not of npm: see test/programs.ts.
  ignoreBinaries: ['openssl'],
  // A type that appears in what a file exports is exported too.
  ignoreExportsUsedInFile: { interface: true, type: true },
}

export default config
