import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeWith } from '../requirements.ts'
import { installedProject, type Project, versionsHere } from './installed.ts'
import { runtimes } from './runtimes.ts'

const quickstarts = ['express.ts', 'node-http.ts', 'web.ts']
const secret = 'k7Qm2vXc9RzLw4Tn8YbHs6JdPf3GaEuKiOoWqVtZxBM'

let project: Project

beforeAll(async () => {
  project = await installedProject(versionsHere('@types/express', '@types/node', 'express'))
  for (const name of quickstarts) await project.copy(`examples/quickstart/${name}`, name)
  return () => project.remove()
})

describe('the quickstarts of the README', () => {
  for (const module of ['nodenext', 'esnext']) {
    it(`type-check in a new project with module ${module}`, async () => {
      const moduleResolution = module === 'esnext' ? 'bundler' : module
      const options = { module, moduleResolution, lib: ['es2022'], types: ['node'] }
      for (const name of quickstarts) expect(await project.check(name, options)).toBe('')
    })
  }
})

const [newest] = runtimes.slice(-1)
if (newest === undefined) throw new Error('test/runtimes pins no Node')

describeWith(newest, 'the quickstarts of the README, run as they stand', (node) => {
  for (const name of ['express.ts', 'node-http.ts']) {
    it(`${name} counts a visitor's visits and nobody else's`, async () => {
      const port = await sparePort()
      const env = { SECRET_KEY: secret, PORT: String(port), PATH: process.env['PATH'] }
      const server = spawn(node, [join(project.folder, name)], { env, stdio: 'ignore' })
      const isOver = once(server, 'exit')
      try {
        const origin = `http://127.0.0.1:${port}/`
        await expect.poll(() => visit(origin, ''), { timeout: 20_000 }).toBeDefined()
        const first = await visit(origin, '')
        const second = await visit(origin, first?.cookie ?? '')
        const other = await visit(origin, '')
        expect([first?.text, second?.text, other?.text]).toEqual([
          'You have visited 1 times',
          'You have visited 2 times',
          'You have visited 1 times',
        ])
      } finally {
        server.kill()
        await isOver
      }
    })
  }

  it('web.ts counts visits', async () => {
    const script = `process.env.SECRET_KEY = '${secret}'
      const { default: app } = await import('./web.ts')
      const first = await app.fetch(new Request('https://example.com/'))
      const [cookie] = first.headers.getSetCookie()[0].split(';')
      const second = await app.fetch(new Request('https://example.com/', { headers: { cookie } }))
      console.log(await first.text() + ', ' + await second.text())`
    await project.write('fetch.mjs', script)
    const told = await project.run(node, ['fetch.mjs'])
    expect(told).toBe('You have visited 1 times, You have visited 2 times\n')
  })
})

interface Visit {
  readonly text: string
  readonly cookie: string
}

async function visit(origin: string, cookie: string): Promise<Visit | undefined> {
  const response = await fetch(origin, { headers: cookie === '' ? {} : { cookie } }).catch(
    () => null,
  )
  if (response === null) return undefined
  const [line = ''] = response.headers.getSetCookie()
  return { text: await response.text(), cookie: line.slice(0, line.indexOf(';')) }
}

async function sparePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
