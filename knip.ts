import { publicPaths } from './tools/public-paths.ts'

const config: object = {
  entry: [
    ...publicPaths.map((path) => `src/${path}.ts`),
    'src/cli/main.ts',
    'tools/*.ts',
    'examples/quickstart/*.ts',
    'test/types/*.ts',
    'test/house/run/*.ts',
  ],
  project: ['{src,test,tools,examples,bench}/**/*.ts'],
  // Run by their commands in tools/check.ts, where knip does not look.
  ignoreDependencies: ['publint', '@arethetypeswrong/cli'],
  // Of the machine, not of npm: see test/programs.ts.
  ignoreBinaries: ['openssl'],
  // A type that appears in what a file exports is exported too.
  ignoreExportsUsedInFile: { interface: true, type: true },
}

export default config
