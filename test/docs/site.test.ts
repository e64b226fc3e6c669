import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { publicPaths } from '../../tools/public-paths.ts'
import { launchChromium } from '../clients/chromium.ts'
import { chromium, describeWith } from '../requirements.ts'
import { type BuiltPage, builtPages, deadLinks, foreignAddresses, serverOf } from './built-site.ts'
import { pagesOf } from './pages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const axe = fileURLToPath(import.meta.resolve('axe-core'))

let folder: string
let pages: readonly BuiltPage[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-site-'))
  const command = ['--import', 'tsx', 'docs/site.ts', 'build', '--outDir', folder]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    timeout: 500_000,
  })
  expect(status, stdout + stderr).toBe(0)
  pages = builtPages(folder)
  return () => rm(folder, { recursive: true })
}, 600_000)

describe('the site', () => {
  it('has a page for every text, and for every path one can import', () => {
    const written = pagesOf(root).map(({ path }) => path.slice('docs/'.length, -'.md'.length))
    const made = ['options', 'errors', 'environment', 'command', 'security', 'decisions/index']
    const api = publicPaths.map((path) => `api/${path === 'index' ? 'coatcheck' : path}`)
    const awaited = [...written, ...[...made, ...api].map((name) => `reference/${name}`)]
    const built = new Set(pages.map(({ path }) => path))
    expect(awaited.filter((name) => !built.has(`${name}.html`))).toEqual([])
  })

  it('links nothing that is not there', () => {
    const dead = pages.flatMap((page) =>
      deadLinks(pages, page).map((href) => `${page.path}: ${href}`),
    )
    expect([...new Set(dead)]).toEqual([])
  })

  it('lists every written page beside the pages', () => {
    const [page] = pages.filter(({ path }) => path === 'flask.html')
    const written = pagesOf(root).map(({ path }) => path.slice('docs'.length, -'.md'.length))
    const missing = written.filter((path) => {
      const link = path === '/index' ? '/' : `${path.replace(/\/index$/, '/')}`
      return !page?.html.includes(`href="${link}${link.endsWith('/') ? '' : '.html'}"`)
    })
    expect(missing).toEqual([])
  })

  it('loads and links nothing from elsewhere', () => {
    expect(pages.flatMap(foreignAddresses)).toEqual([])
    const styles = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.woff2'))
    expect(styles).toEqual([])
  })

  it('has quoted every file it says it quotes', () => {
    const missing = pages.filter(({ html }) => html.includes('snippet path not found'))
    expect(missing.map(({ path }) => path)).toEqual([])
  })

  it('is typed soundly', () => {
    const compiler = join(root, 'docs/node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [compiler, '--noEmit', '-p', 'docs'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(stdout).toBe('')
  })
})

const looked = [
  '',
  'tutorial/express.html',
  'concepts/request.html',
  'concepts/clocks.html',
  'concepts/merge.html',
  'concepts/logout-wins.html',
  'concepts/ticket-and-copy.html',
  'concepts/promises.html',
  'peers.html',
  'reference/options.html',
  'reference/errors.html',
  'reference/api/coatcheck.html',
  'stores/redis.html',
]

describeWith(chromium, 'the site in Chromium', (path) => {
  let browser: Browser
  let origin: string

  beforeAll(async () => {
    browser = await launchChromium(path)
    const server = serverOf(folder).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    return async () => {
      await browser.close()
      server.closeAllConnections()
      server.close()
    }
  })

  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [360, 1440]) {
      it(`can be read by everybody, ${scheme}, ${width} pixels wide`, async () => {
        const viewport = { width, height: 900 }
        await using context = await browser.newContext({ viewport, colorScheme: scheme })
        const page = await context.newPage()
        const complaints: string[] = []
        page.on('pageerror', ({ message }) => complaints.push(message))
        page.on('request', (request) => {
          if (!request.url().startsWith(origin)) complaints.push(`asks for ${request.url()}`)
        })
        for (const place of looked) {
          await page.goto(`${origin}/${place}`, { waitUntil: 'networkidle' })
          const found = await faultsOf(page)
          complaints.push(...found.map((fault) => `/${place}: ${fault}`))
        }
        expect(complaints).toEqual([])
      })
    }
  }

  it('finds what one looks for, without a network', async () => {
    const page = await browser.newPage()
    await page.goto(`${origin}/`, { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Search' }).first().click()
    await page.getByRole('searchbox').fill('waitForReplicas')
    await page.locator('.VPLocalSearchBox .result').first().waitFor()
    expect(await page.locator('.VPLocalSearchBox .result').count()).toBeGreaterThan(1)
    await page.close()
  })
})

// The frame that VitePress puts around the text is its own.
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe })
  return page.evaluate(async () => {
    const { axe } = Object(globalThis)
    const { violations } = await axe.run('#VPContent', { resultTypes: ['violations'] })
    const { documentElement } = Object(globalThis).document
    const isTooWide = documentElement.scrollWidth > Object(globalThis).innerWidth
    return [
      ...violations.map(
        ({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
          `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ; ')}`,
      ),
      ...(isTooWide ? ['is wider than the screen'] : []),
    ]
  })
}
