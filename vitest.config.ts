import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { closingSummary } from './test/closing-summary.ts'
import { LongestFirst } from './test/longest-first.ts'

const src = fileURLToPath(new URL('src', import.meta.url))

const wide = [
  'test/accept/derived-key.test.ts',
  'test/docs/site.test.ts',
  'test/docs/tutorial.test.ts',
  'test/cli/doctor.test.ts',
  'test/cli/every-verb.test.ts',
  'test/cli/server-away.test.ts',
  'test/inspector/browser.test.ts',
  'test/outage/**/*.test.ts',
  'test/package/**/*.test.ts',
  'test/shop/processes-on-servers.test.ts',
  'test/stored/every-copy-loss.test.ts',
  'test/stored/every-copy-order.test.ts',
  'test/stored/long-lists.test.ts',
  'test/stored/every-race-logged-in.test.ts',
  'test/stored/every-race-logged-out.test.ts',
  'test/stored/every-race-of-three.test.ts',
  'test/stored/sweeping.test.ts',
  'test/stores/redis-cluster-changes.test.ts',
  'test/stores/redis-failures.test.ts',
  'test/stores/sqlite-kill.test.ts',
]

const frameworks = ['test/frameworks/**/*.test.ts']

const runtimes = ['test/runtimes/**/*.test.ts']

export default defineConfig(({ mode }) => {
  const isLong = mode === 'long' || process.env['COATCHECK_LONG'] === '1'
  return {
    resolve: {
      alias: [
        { find: /^coatcheck$/, replacement: `${src}/index.ts` },
        { find: /^coatcheck\/(.+)$/, replacement: `${src}/$1.ts` },
      ],
    },
    test: {
      reporters: ['default', closingSummary],
      // Two even on two cores: many tests wait for a server of theirs.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      sequence: { sequencer: LongestFirst },
      hookTimeout: 120_000,
      projects: [
        {
          extends: true,
          test: {
            name: 'usual',
            env: isLong ? { COATCHECK_LONG: '1' } : {},
            testTimeout: isLong ? 1_800_000 : 30_000,
            globalSetup: [
              'test/provision.ts',
              'test/accept/provision.ts',
              'test/express-session/provision.ts',
            ],
            include: ['{src,test,examples,tools}/**/*.test.ts'],
            exclude: ['**/node_modules/**', ...wide, ...frameworks, ...runtimes],
          },
        },
        {
          extends: true,
          test: {
            name: 'wide',
            globalSetup: [
              'test/provision.ts',
              'test/accept/provision.ts',
              'test/package/provision.ts',
            ],
            include: [...wide],
            testTimeout: 300_000,
          },
        },
        {
          extends: true,
          test: {
            name: 'frameworks',
            globalSetup: ['test/frameworks/provision.ts'],
            include: [...frameworks],
            exclude: ['**/node_modules/**'],
            testTimeout: 60_000,
            hookTimeout: 300_000,
          },
        },
        {
          extends: true,
          test: {
            name: 'runtimes',
            globalSetup: ['test/runtimes/provision.ts'],
            include: [...runtimes],
            exclude: ['**/node_modules/**'],
            hookTimeout: 300_000,
          },
        },
      ],
    },
  }
})
