import { copyFile, mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { describeWith } from '../requirements.ts'
import { type FrameworkProcess, startFramework } from './framework-process.ts'
import { folderOf, packagesOf } from './frameworks.ts'
import { sparePort } from './spare-port.ts'

const secret = 'k7Qm2vXc9RzLw4Tn8YbHs6JdPf3GaEuKiOoWqVtZxBM'

interface Example {
  /** The name of the file. */
  readonly name: string
  /** The framework whose folder has its packages; the repository's own (none). */
  readonly framework?: string
}

const examples: readonly Example[] = [
  { name: 'node-http' },
  { name: 'express' },
  { name: 'fastify' },
  { name: 'koa', framework: 'koa' },
  { name: 'hono', framework: 'hono' },
]

for (const example of examples) {
  const { name, framework } = example
  const title = `examples/frameworks/${name}.ts`
  const facts = (): void => itCounts(example)
  if (framework === undefined) describe(title, facts)
  else describeWith(packagesOf({ name: framework }), title, facts)
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
    expect([login.status, await login.text()]).toEqual([400, 'Who are you?'])
    expect(visitor.cookies.size).toBe(0)
  })
}

async function pages(visitor: Visitor, times: number): Promise<readonly string[]> {
  const texts: string[] = []
  for (let time = 0; time < times; time += 1) texts.push(await (await visitor.fetch('/')).text())
  return texts
}

async function startExample({ name, framework }: Example): Promise<FrameworkProcess> {
  const original = fileURLToPath(new URL(`../../examples/frameworks/${name}.ts`, import.meta.url))
  const file = framework === undefined ? original : await beside(framework, original)
  return startFramework({
    name,
    command: [process.execPath, '--import', 'tsx', file],
    env: { SECRET_KEY: secret, PORT: String(await sparePort()) },
  })
}

// Packages are found from where a file is.
async function beside(framework: string, original: string): Promise<string> {
  const folder = `${folderOf({ name: framework })}/.cache`
  await mkdir(folder, { recursive: true })
  await copyFile(original, `${folder}/example.ts`)
  return `${folder}/example.ts`
}
