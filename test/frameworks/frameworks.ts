/**
 * The frameworks that the adapters are tried on, each served by a process of its own. A framework is
 * a folder and a line here.
 *
 * @module
 */

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AdapterNeed } from 'coatcheck/testing'
import { folderPackages } from '../folder-packages.ts'
import { bun, deno, workerd } from '../package/runtimes.ts'
import type { Requirement } from '../programs.ts'
import {
  bundled,
  type Command,
  node24,
  node24Path,
  onBun,
  onDeno,
  onNode,
  onWorkerd,
} from './commands.ts'

/** How a framework is tried. */
export interface Framework {
  /** Its name. */
  readonly name: string
  /** The name of its folder, where that is another one. */
  readonly folder?: string
  /**
   * The program that serves the app, and its arguments, run in the root of the repository (default:
   * this Node, on the folder's `server.ts`). It writes its origin on a line of stdout.
   */
  readonly command?: Command
  /** What has to be done once before it serves: a command as above. */
  readonly build?: Command
  /** Variables of the environment for both commands. */
  readonly env?: Readonly<Record<string, string>>
  /** The Node it runs on, where this one is too old for it. */
  readonly runtime?: Requirement
  /** What the server is not capable of: the rules that need it are left out. */
  readonly lacks?: readonly AdapterNeed[]
}

const next = [process.execPath, 'test/frameworks/next/node_modules/next/dist/bin/next'] as const
const reactRouter = 'test/frameworks/react-router'

/** The frameworks. */
export const frameworks: readonly Framework[] = [
  { name: 'node' },
  { name: 'express' },
  { name: 'express4' },
  { name: 'fastify' },
  { name: 'koa' },
  { name: 'hono' },
  {
    name: 'next',
    build: [...next, 'build', 'test/frameworks/next'],
    command: [...next, 'start', 'test/frameworks/next', '-p', '0', '-H', '127.0.0.1'],
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    lacks: ['plain-http', 'odd-targets'],
  },
  {
    name: 'react-router',
    runtime: node24,
    build: [
      node24Path,
      `${reactRouter}/node_modules/@react-router/dev/bin.cjs`,
      'build',
      reactRouter,
    ],
    command: [node24Path, `${reactRouter}/server.js`],
    lacks: ['odd-hosts'],
  },
  {
    name: 'sveltekit',
    runtime: node24,
    build: [node24Path, 'test/frameworks/sveltekit/build.js'],
    command: [node24Path, 'test/frameworks/sveltekit/.cache/server/index.js'],
    env: { HOST: '127.0.0.1', PORT: '0' },
    lacks: ['plain-http'],
  },
  { name: 'bun', runtime: bun, command: onBun('test/frameworks/bun/server.ts') },
  { name: 'hono-bun', runtime: bun, command: onBun('test/frameworks/hono-bun/server.ts') },
  { name: 'elysia', runtime: bun, command: onBun('test/frameworks/elysia/server.ts') },
  { name: 'h3' },
  {
    name: 'nestjs-express',
    folder: 'nestjs',
    command: onNode('test/frameworks/nestjs/on-express.ts'),
  },
  {
    name: 'nestjs-fastify',
    folder: 'nestjs',
    command: onNode('test/frameworks/nestjs/on-fastify.ts'),
  },
  { name: 'deno', runtime: deno, command: onDeno('test/frameworks/deno/server.ts') },
  {
    name: 'workerd',
    runtime: workerd,
    build: bundled('test/frameworks/workerd/worker.ts', 'test/frameworks/workerd/.cache/worker.js'),
    command: onWorkerd('test/frameworks/workerd/config.capnp'),
  },
]

/** The folder of a framework. */
export function folderOf({ name, folder = name }: Framework): string {
  return fileURLToPath(new URL(folder, import.meta.url))
}

/** Says whether a framework brings packages of its own. */
function hasPackages(framework: Framework): boolean {
  return existsSync(join(folderOf(framework), 'package-lock.json'))
}

/** The folders here that bring packages, those of no framework in the list among them. */
export function foldersWithPackages(): readonly Framework[] {
  const names = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
  return names.map((name) => ({ name })).filter(hasPackages)
}

/** What has to be installed for a framework: its packages, in the versions its folder names. */
export function packagesOf(framework: Framework): Requirement {
  return folderPackages(folderOf(framework)).packages
}

/** What a framework needs of the machine: its packages, and another Node where it says so. */
export function requirementOf(framework: Framework): Requirement {
  const packages = packagesOf(framework)
  const { runtime } = framework
  if (runtime === undefined) return packages
  return {
    name: `${runtime.name} and ${packages.name}`,
    packages: [],
    mend: `${runtime.mend} && ${packages.mend}`,
    find: () => (packages.find() === undefined ? undefined : runtime.find()),
  }
}

/** Finds a framework by the name of its folder. */
export function frameworkOf(name: string): Framework {
  const framework = frameworks.find((each) => each.name === name)
  if (framework === undefined) throw new Error(`there is no framework ${name}`)
  return framework
}
