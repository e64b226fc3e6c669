import { publicPaths } from './tools/public-paths.ts'

const config: object = {
  entry: [
    ...publicPaths.map((path) => `src/${path}.ts`),
    'src/cli/main.ts',
    'tools/*.ts',
    'examples/quickstart/*.ts',
    'examples/frameworks/*.ts',
    'examples/testing/*.ts',
    'examples/tutorial/*/*/server.ts',
    'bench/{growth,sweep}-process.ts',
    'bench/process-child.ts',
    'bench/{http-,}profile.ts',
    'bench/http/server.ts',
    'examples/frameworks/nestjs/main.ts',
    'test/frameworks/*/server.ts',
    'test/frameworks/nestjs/on-*.ts',
    'test/frameworks/workerd/worker.ts',
    'test/runtimes/*.ts',
    'test/types/*.ts',
    'test/house/run/*.ts',
  ],
  project: ['{src,test,tools,examples,bench}/**/*.ts'],
  // Run by their commands in tools/check.ts, where knip does not look.
  // The frameworks that have a folder of their own in test/frameworks are installed there.
  ignoreDependencies: [
    'publint',
    '@arethetypeswrong/cli',
    'koa',
    '@hono/node-server',
    'elysia',
    'h3',
    'ws',
    /^@nestjs\//,
    'reflect-metadata',
    // Brought by vitest.
    '@vitest/expect',
    '@vitest/spy',
  ],
  // Of the machine, not of npm: see test/programs.ts.
  ignoreBinaries: ['openssl', 'taskset'],
  // A type that appears in what a file exports is exported too.
  ignoreExportsUsedInFile: { interface: true, type: true },
}

export default config
