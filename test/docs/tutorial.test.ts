import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { sparePort } from '../servers/spare-port.ts'
import { type Step, stepsOf } from './tutorial.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

type Look = (visitor: () => Visitor) => Promise<void>

/** A page, and what has to be seen each time it says to start the server. */
interface Tutorial {
  readonly page: string
  readonly looks: readonly Look[]
}

const tutorials: readonly Tutorial[] = [
  { page: 'express', looks: [counts('/'), logsInByForm] },
  { page: 'hono', looks: [counts('/'), logsInByForm] },
  { page: 'next', looks: [counts('/visits'), logsInByAction] },
]

const closings: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

describe.each(tutorials)('docs/tutorial/$page.md, typed from an empty folder', (tutorial) => {
  it('ends with a counter that knows who you are', { timeout: 480_000 }, async () => {
    const started = performance.now()
    const parent = await mkdtemp(join(tmpdir(), 'coatcheck-tutorial-'))
    closings.push(() => rm(parent, { recursive: true, force: true, maxRetries: 5 }))
    const looks = [...tutorial.looks]
    for (const step of stepsOf(root, `docs/tutorial/${tutorial.page}.md`)) {
      await followed(step, parent, looks)
    }
    expect(looks).toEqual([])
    const seconds = ((performance.now() - started) / 1_000).toFixed(0)
    console.info(`tutorial: ${tutorial.page} in ${seconds} s, installing included`)
  })
})

async function followed(step: Step, parent: string, looks: Look[]): Promise<void> {
  const folder = join(parent, 'counter')
  if (step.type === 'type') {
    const isFirst = step.commands.startsWith('mkdir counter')
    typed(step.commands, isFirst ? parent : folder)
  } else if (step.type === 'write') {
    await mkdir(dirname(join(folder, step.to)), { recursive: true })
    await cp(step.from, join(folder, step.to))
  } else {
    const server = await startedBy(step.command, folder)
    const look = looks.shift()
    if (look === undefined) throw new Error(`nothing is looked at after: ${step.command}`)
    await look(() => visitorOf(server.origin))
    await server.end()
  }
}

// The package under test takes the place of the published one.
function typed(commands: string, cwd: string): void {
  const script = commands.replace(/^(npm install) coatcheck\b/m, `$1 ${inject('tarball')}`)
  const { status, stdout, stderr } = spawnSync('bash', ['-euc', script], {
    cwd,
    encoding: 'utf8',
    env: environment({ npm_config_prefer_offline: 'true' }),
    timeout: 400_000,
  })
  expect({ script, status, stdout: status === 0 ? '' : stdout + stderr }).toEqual({
    script,
    status: 0,
    stdout: '',
  })
}

async function startedBy(
  command: string,
  cwd: string,
): Promise<{ readonly origin: string; end(): Promise<void> }> {
  const port = await sparePort()
  const child = spawn('bash', ['-c', command], {
    cwd,
    env: environment({ PORT: String(port), NEXT_TELEMETRY_DISABLED: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it.
    detached: true,
  })
  const end = (): Promise<void> => ended(child)
  closings.push(end)
  await announced(child)
  return { origin: `http://127.0.0.1:${port}`, end }
}

async function announced({ stdout, stderr }: ChildProcess): Promise<void> {
  let complaints = ''
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-5_000)
  })
  if (stdout === null) throw new Error('the server has no stdout')
  const lines = createInterface({ input: stdout })
  for await (const line of lines) {
    if (!/http:\/\/(127\.0\.0\.1|localhost):\d+/.test(line)) continue
    // What it goes on to say must not fill the pipe.
    stdout.resume()
    return
  }
  throw new Error(`the server ended before it said where it is\n${complaints}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const closed = once(child, 'close')
  process.kill(-child.pid, 'SIGKILL')
  await closed
}

// A reader's shell knows nothing of the test run.
function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  const quiet = { npm_config_fund: 'false', npm_config_audit: 'false' }
  return { PATH, HOME, npm_config_update_notifier: 'false', ...quiet, ...more }
}

function counts(path: string): Look {
  return async (visitor) => {
    const [one, another] = [visitor(), visitor()]
    for (const count of [1, 2, 3]) {
      expect(await textOf(one, path)).toContain(`You have visited ${count} times`)
    }
    expect(await textOf(another, path)).toContain('You have visited 1 times')
  }
}

async function logsInByForm(newVisitor: () => Visitor): Promise<void> {
  const visitor = newVisitor()
  const asked = await visitor.fetch('/')
  expect(asked.headers.get('location')).toBe('/login?next=/')
  await posted(visitor, '/login', { name: 'ada', password: 'sesame' })
  expect(await textOf(visitor, '/login')).toContain('That is not the password')
  const login = await posted(visitor, '/login', { name: 'ada', password: 'open-sesame' })
  expect([login.status, login.headers.get('location')]).toEqual([303, '/'])
  expect(await textOf(visitor, '/')).toContain('Hello, ada! You have visited 1 times')
  expect(await textOf(visitor, '/')).toContain('Hello, ada! You have visited 2 times')
  await posted(visitor, '/logout', {})
  expect(await textOf(visitor, '/login')).toContain('Bye!')
  expect((await visitor.fetch('/')).status).toBe(302)
  const foreign = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }
  expect((await visitor.fetch('/logout', foreign)).status).toBe(403)
}

async function logsInByAction(newVisitor: () => Visitor): Promise<void> {
  const visitor = newVisitor()
  expect((await visitor.fetch('/')).headers.get('location')).toBe('/login')
  const failed = await acted(visitor, '/login', 0, { name: 'ada', password: 'sesame' })
  expect(failed.headers.get('location')).toBe('/login?failed')
  expect(await textOf(visitor, '/login?failed')).toContain('That is not the password')
  const login = await acted(visitor, '/login', 0, { name: 'ada', password: 'open-sesame' })
  expect([login.status, login.headers.get('location')]).toEqual([303, '/'])
  expect(await textOf(visitor, '/')).toContain('Hello, ada! You have visited 0 times')
  await acted(visitor, '/', 0, {})
  await acted(visitor, '/', 0, {})
  expect(await textOf(visitor, '/')).toContain('Hello, ada! You have visited 2 times')
  expect((await acted(visitor, '/', 1, {})).headers.get('location')).toBe('/login')
  expect((await visitor.fetch('/')).headers.get('location')).toBe('/login')
}

// As a browser without JavaScript sends it: with the hidden field that names the form's action, or
// the name of the button that was pressed.
async function acted(
  visitor: Visitor,
  path: string,
  button: number,
  fields: Readonly<Record<string, string>>,
): Promise<Response> {
  const page = await textOf(visitor, path)
  const actions = [...page.matchAll(/name="(\$ACTION_ID_[^"]+)"/g)].map(([, name = '']) => name)
  const action = actions[button]
  if (action === undefined) throw new Error(`${path} has no action ${button}: ${page}`)
  const body = new FormData()
  body.set(action, '')
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  return visitor.fetch(path, { method: 'POST', body })
}

function posted(
  visitor: Visitor,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<Response> {
  return visitor.fetch(path, { method: 'POST', body: new URLSearchParams(form) })
}

async function textOf(visitor: Visitor, path: string): Promise<string> {
  // React parts neighbouring texts by empty comments.
  return (await (await visitor.fetch(path)).text()).replaceAll('<!-- -->', '')
}
