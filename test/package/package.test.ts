import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { exportsOf } from '../../tools/exports.ts'
import { publicPaths } from '../../tools/public-paths.ts'
import { describeWith } from '../requirements.ts'
import { installedProject, type Project, versionsHere } from './installed.ts'
import { runtimes } from './runtimes.ts'

const nodenext = { module: 'nodenext' }
const bundler = { module: 'esnext', moduleResolution: 'bundler' }
const subPaths = publicPaths.map((path) => (path === 'index' ? 'coatcheck' : `coatcheck/${path}`))

/** The packages that an app has to install for a sub-path. */
const peersOf: Readonly<Record<string, readonly string[]>> = {
  'coatcheck/codecs/secure-session': ['@noble/ciphers', '@noble/hashes'],
  'coatcheck/opentelemetry': ['@opentelemetry/api'],
}

let bare: Project
let withPeers: Project

beforeAll(async () => {
  bare = await installedProject({})
  withPeers = await installedProject(versionsHere(...Object.values(peersOf).flat()))
  return async () => {
    await bare.remove()
    await withPeers.remove()
  }
})

describe('the package', () => {
  it('holds the build, its papers and nothing else', () => {
    const names = readdirSync(bare.installed)
    expect(names).toEqual(expect.arrayContaining(['LICENSE', 'dist', 'package.json']))
    expect(names.filter((name) => !/^(LICENSE|README\.md|dist|package\.json)$/.test(name))).toEqual(
      [],
    )
    const files = readdirSync(join(bare.installed, 'dist'), { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => /\.test\.|\.map$/.test(file))).toEqual([])
    expect(files).toContain('index.d.ts')
  })

  it('exports exactly the public sub-paths', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(bare.installed, 'package.json'), 'utf8'))
    expect(manifest).toMatchObject({ exports: exportsOf(publicPaths) })
  })

  it('imports nothing in its code that it does not bring', () => {
    const folder = join(bare.installed, 'dist')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const code = files
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n')
    const packages = [...code.matchAll(/^(?:import|export|\}) .*?from '([^.'][^']*)'/gm)]
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('node:'))
    const allowed = ['citty', 'cookie', 'devalue', ...Object.values(peersOf).flat()]
    const isAllowed = (name: string): boolean =>
      allowed.some((known) => name === known || name.startsWith(`${known}/`))
    expect([...new Set(packages)].filter((name) => !isAllowed(name))).toEqual([])
  })
})

describe('the declarations', () => {
  for (const [resolution, options] of Object.entries({ nodenext, bundler })) {
    it(`of the core need neither Node nor the DOM under ${resolution}`, async () => {
      const needsNothing = { ...options, lib: ['es2022'], types: [] }
      expect(await bare.compile(['cookie-sessions.ts', 'ambient.ts'], needsNothing)).toBe('')
      const exact = { ...needsNothing, exactOptionalPropertyTypes: true }
      expect(await bare.compile(['cookie-sessions.ts', 'ambient.ts'], exact)).toBe('')
    })

    it(`of the web adapter need no Node under ${resolution}`, async () => {
      const dom = { ...options, lib: ['es2022', 'dom', 'dom.iterable'], types: [] }
      expect(await bare.compile(['web.ts'], dom)).toBe('')
    })
  }

  it('tell a wrong program from a right one', async () => {
    const needsNode = { ...nodenext, lib: ['es2022'], types: [] }
    expect(await bare.compile(['node.ts'], needsNode)).toMatch(/error TS/)
  })
})

describe('the declarations for Node and its frameworks', () => {
  let equipped: Project

  beforeAll(async () => {
    const types = versionsHere('@types/node', '@types/express')
    const frameworks = versionsHere('express', 'fastify', 'hono')
    equipped = await installedProject({ ...types, ...frameworks })
    return () => equipped.remove()
  })

  for (const [resolution, options] of Object.entries({ nodenext, bundler })) {
    it(`hold under ${resolution}`, async () => {
      const node = { ...options, lib: ['es2022'], types: ['node'] }
      expect(await equipped.compile(['node.ts'], node)).toBe('')
      expect(await equipped.compile(['session-data.ts'], node)).toBe('')
      // The types of Koa do not compile by themselves with the newest of what they need.
      for (const framework of ['fastify.ts', 'hono.ts']) {
        expect(await equipped.compile([framework], node), framework).toBe('')
      }
    })
  }
})

for (const runtime of [
  { name: 'the Node of this run', find: () => process.execPath },
  ...runtimes,
]) {
  describeWith({ packages: [], mend: '', ...runtime }, `on ${runtime.name}`, (node) => {
    it('counts visits over node:http and through web requests', async () => {
      const told: unknown = JSON.parse(await bare.run(node, ['visits.mjs']))
      expect(told).toEqual({
        node: [
          { text: 'visits 0', setsCookie: false },
          { text: 'visits 1', setsCookie: true },
          { text: 'visits 2', setsCookie: true },
          { text: 'visits 2', setsCookie: false },
          { text: 'visits 0', setsCookie: true },
          { text: 'visits 0', setsCookie: false },
        ],
        web: ['1970-01-01T00:00:00.000Z', 1],
        isRequirable: true,
      })
    })

    it('loads every public sub-path and no other', async () => {
      const specifiers = [...subPaths, 'coatcheck/crypto/envelope', 'coatcheck/dist/index.js']
      const script = `const told = []
        for (const specifier of ${JSON.stringify(specifiers)}) {
          told.push(await import(specifier).then(() => 'loaded', (error) => error.code))
        }
        console.log(told.join())`
      await bare.write('load.mjs', script)
      const told = (await bare.run(node, ['load.mjs'])).trim().split(',')
      expect(told.slice(0, subPaths.length)).toEqual(
        subPaths.map((path) => (path in peersOf ? 'ERR_MODULE_NOT_FOUND' : 'loaded')),
      )
      expect(told.slice(subPaths.length)).toEqual(Array(2).fill('ERR_PACKAGE_PATH_NOT_EXPORTED'))
    })

    it('loads the others beside the packages they need', async () => {
      const script = Object.keys(peersOf).map((path) => `await import('${path}')`)
      await withPeers.write('load.mjs', [...script, "console.log('loaded')"].join('\n'))
      expect(await withPeers.run(node, ['load.mjs'])).toBe('loaded\n')
    })

    it('runs the command', async () => {
      const command = join(bare.installed, 'dist', 'cli', 'main.js')
      expect(await bare.run(node, [command, 'keygen'])).toMatch(/^[\w-]{43}\n$/)
    })
  })
}
