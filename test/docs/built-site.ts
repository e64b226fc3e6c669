/**
 * The site as it was built: its pages, what they link, and what they load.
 *
 * @module
 */

import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { extname, join, posix } from 'node:path'

/** A page as it was built. */
export interface BuiltPage {
  /** Its path in the site, such as `recipes/login.html`. */
  readonly path: string
  /** Its markup. */
  readonly html: string
}

/** Gives every page of a site. */
export function builtPages(folder: string): readonly BuiltPage[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.html'))
    .sort()
    .map((path) => ({ path, html: readFileSync(join(folder, path), 'utf8') }))
}

/** Gives the links of a page that lead to no page of the site, or to no place on it. */
export function deadLinks(pages: readonly BuiltPage[], page: BuiltPage): readonly string[] {
  return attributes(page, 'a', 'href').filter((href) => {
    if (/^[a-z]+:/.test(href)) return false
    const [path = '', anchor] = href.split('#')
    const target = path === '' ? page.path : pathIn(page, path)
    const found = pages.find(({ path: at }) => at === target)
    if (found === undefined) return true
    return anchor !== undefined && anchor !== '' && !idsOf(found).has(decodeURIComponent(anchor))
  })
}

/** Gives what a page loads or links from elsewhere. */
export function foreignAddresses(page: BuiltPage): readonly string[] {
  const loaded = [
    ...attributes(page, 'script', 'src'),
    ...attributes(page, 'link', 'href'),
    ...attributes(page, 'img', 'src'),
    ...attributes(page, 'a', 'href'),
  ]
  return loaded.filter((address) => /^([a-z]+:)?\/\//.test(address))
}

/** Serves a site on a port of its own. */
export function serverOf(folder: string): Server {
  return createServer((req, res) => {
    const { pathname } = new URL(req.url ?? '/', 'http://localhost')
    const path = join(folder, posix.normalize(decodeURIComponent(pathname)))
    const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path
    if (!existsSync(file)) {
      res.writeHead(404).end()
      return
    }
    res.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(res)
  })
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

function pathIn(page: BuiltPage, path: string): string {
  const absolute = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page.path), path)
  return absolute === '' || absolute.endsWith('/') ? `${absolute}index.html` : absolute
}

function attributes({ html }: BuiltPage, tag: string, name: string): readonly string[] {
  const text = new RegExp(`<${tag}\\s[^>]*?\\b${name}="([^"]*)"`, 'g')
  return [...html.matchAll(text)].map(([, value = '']) => value.replaceAll('&amp;', '&'))
}

const ids = new WeakMap<BuiltPage, ReadonlySet<string>>()

function idsOf(page: BuiltPage): ReadonlySet<string> {
  const known = ids.get(page)
  if (known !== undefined) return known
  const found = new Set([...page.html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id))
  ids.set(page, found)
  return found
}
