import { cp, rm } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { bun, deno, workerd } from '../package/runtimes.ts'
import { describeWith, type Requirement } from '../requirements.ts'
import { sparePort } from '../servers/spare-port.ts'
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
import { type FrameworkProcess, startFramework } from './framework-process.ts'
import { requirementOf } from './frameworks.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const secret = 'k7Qm2vXc9RzLw4Tn8YbHs6JdPf3GaEuKiOoWqVtZxBM'

interface Example {
  /** The path in `examples/frameworks`. */
  readonly name: string
  /** The framework whose folder has its packages; the repository's own (none). */
  readonly framework?: string
  /** The runtime it is for, where that is not this Node. */
  readonly runtime?: Requirement
  /** What has to be done before it runs, and what runs it (this Node, on the file). */
  readonly build?: (path: string) => Command
  readonly run?: (path: string) => Command
  /** Variables of the environment beside the secret and the port. */
  readonly env?: Readonly<Record<string, string>>
}

const bundle = 'test/frameworks/workerd/.cache/example.js'
const kit = 'test/frameworks/sveltekit'

const examples: readonly Example[] = [
  { name: 'node-http.ts' },
  { name: 'express.ts' },
  { name: 'fastify.ts' },
  { name: 'koa.ts', framework: 'koa' },
  { name: 'hono.ts', framework: 'hono' },
  { name: 'bun.ts', runtime: bun, run: onBun },
  { name: 'deno.ts', runtime: deno, run: onDeno },
  {
    name: 'workers.ts',
    runtime: workerd,
    build: (file) => bundled(file, bundle),
    run: () => onWorkerd('test/frameworks/workerd/example.capnp'),
  },
  { name: 'elysia.ts', framework: 'elysia', runtime: bun, run: onBun },
  { name: 'h3.ts', framework: 'h3' },
  {
    name: 'nestjs/main.ts',
    framework: 'nestjs',
    // Its decorators are TypeScript's own.
    env: { TSX_TSCONFIG_PATH: 'test/frameworks/nestjs/tsconfig.json' },
  },
  {
    name: 'sveltekit',
    framework: 'sveltekit',
    runtime: node24,
    build: (folder) => [node24Path, `${kit}/build.js`, relative(kit, folder)],
    run: (folder) => [node24Path, `${folder}/.cache/server/index.js`],
    env: { HOST: '127.0.0.1' },
  },
]

for (const example of examples) {
  const { name, framework = 'node', runtime } = example
  const needed = requirementOf(
    runtime === undefined ? { name: framework } : { name: framework, runtime },
  )
  describeWith(needed, `examples/frameworks/${name}`, () => itCounts(example))
}

function itCounts(example: Example): void {
  let server: FrameworkProcess
  beforeAll(async () => {
    server = await startExample(example)
    return () => server[Symbol.asyncDispose]()
  })

  it("counts a visitor's visits and nobody else's", async () => {
    const [visitor, other] = [visitorOf(server.origin), visitorOf(server.origin)]
    expect(await pages(visitor, 3)).toEqual([
      'You have visited 1 times',
      'You have visited 2 times',
      'You have visited 3 times',
    ])
    expect(await pages(other, 1)).toEqual(['You have visited 1 times'])
  })

  it('answers with a text', async () => {
    const { headers } = await visitorOf(server.origin).fetch('/')
    expect(headers.get('content-type')).toMatch(/^text\/(plain|html)/)
  })

  it.each([
    ['a form', () => new URLSearchParams({ name: 'Ada' }), {}],
    ['JSON', () => JSON.stringify({ name: 'Ada' }), { 'content-type': 'application/json' }],
  ])('logs in with %s and out again', async (_what, body, headers) => {
    const visitor = visitorOf(server.origin)
    await pages(visitor, 1)
    const login = await visitor.fetch('/login', { method: 'POST', body: body(), headers })
    expect([login.status, login.headers.get('location')]).toEqual([303, '/'])
    expect(await pages(visitor, 1)).toEqual(['Hello, Ada! You have visited 2 times'])
    const logout = await visitor.fetch('/logout', { method: 'POST' })
    expect([logout.status, logout.headers.get('location')]).toEqual([303, '/'])
    expect(visitor.cookies.size).toBe(0)
    expect(await pages(visitor, 1)).toEqual(['You have visited 1 times'])
  })

  it('logs nobody in who says no name', async () => {
    const visitor = visitorOf(server.origin)
    const body = new URLSearchParams({ other: 'Ada' })
    const login = await visitor.fetch('/login', { method: 'POST', body })
    expect(login.status).toBe(400)
    expect(await login.text()).toContain('Who are you?')
    expect(visitor.cookies.size).toBe(0)
  })
}

async function pages(visitor: Visitor, times: number): Promise<readonly string[]> {
  const texts: string[] = []
  for (let time = 0; time < times; time += 1) texts.push(await (await visitor.fetch('/')).text())
  return texts
}

async function startExample(example: Example): Promise<FrameworkProcess> {
  const { name, framework, build, run = onNode, env = {} } = example
  const original = `examples/frameworks/${name}`
  const path = framework === undefined ? original : await beside(framework, original)
  const process = {
    name,
    command: run(path),
    env: { ...env, SECRET_KEY: secret, PORT: String(await sparePort()) },
  }
  return startFramework(build === undefined ? process : { ...process, build: build(path) })
}

// Packages are found from where a file is.
async function beside(framework: string, original: string): Promise<string> {
  const copy = `test/frameworks/${framework}/.cache/example/${basename(original)}`
  await rm(`${root}${dirname(copy)}`, { recursive: true, force: true })
  await cp(`${root}${original}`, `${root}${copy}`, { recursive: true })
  return copy
}
