/**
 * What stands where: the bar above and the list beside the pages.
 *
 * @module
 */

import type { DefaultTheme } from 'vitepress'

type Group = readonly [title: string, ...pages: readonly (readonly [text: string, link: string])[]]

const groups: readonly Group[] = [
  [
    'Ten minutes',
    ['With Express', '/tutorial/express'],
    ['With Hono', '/tutorial/hono'],
    ['With Next', '/tutorial/next'],
    ['From Flask', '/flask'],
  ],
  [
    'How it works',
    ['The line of a request', '/concepts/request'],
    ['Two clocks', '/concepts/clocks'],
    ['Merging changes', '/concepts/merge'],
    ['Logout wins', '/concepts/logout-wins'],
    ['Ticket and copy', '/concepts/ticket-and-copy'],
    ['Which promises hold where', '/concepts/promises'],
  ],
  [
    'Frameworks',
    ['Express', '/frameworks/express'],
    ['Fastify', '/frameworks/fastify'],
    ['Hono', '/frameworks/hono'],
    ['Koa', '/frameworks/koa'],
    ['Next', '/frameworks/next'],
    ['React Router', '/frameworks/react-router'],
    ['NestJS', '/frameworks/nestjs'],
    ['SvelteKit', '/frameworks/sveltekit'],
    ['h3 and Nitro', '/frameworks/h3'],
    ['Elysia', '/frameworks/elysia'],
    ['Bun', '/frameworks/bun'],
    ['Deno', '/frameworks/deno'],
    ['Cloudflare Workers', '/frameworks/workers'],
    ['node:http', '/frameworks/node-http'],
  ],
  [
    'Stores',
    ['Which store', '/stores/'],
    ['Memory', '/stores/memory'],
    ['SQLite', '/stores/sqlite'],
    ['Redis', '/stores/redis'],
    ['PostgreSQL', '/stores/postgres'],
    ['MariaDB and MySQL', '/stores/mysql'],
    ['Your own', '/stores/your-own'],
  ],
  [
    'Recipes',
    ['Login', '/recipes/login'],
    ['Remember me', '/recipes/remember-me'],
    ['A cart', '/recipes/cart'],
    ['Messages', '/recipes/flash'],
    ['Log out everywhere', '/recipes/log-out-everywhere'],
    ['A fresh login', '/recipes/fresh-login'],
    ['WebSockets', '/recipes/websocket'],
    ['A new secret', '/recipes/key-rotation'],
    ['Behind a proxy', '/recipes/behind-a-proxy'],
    ['A Redis Cluster', '/recipes/redis-cluster'],
  ],
  [
    'Working with it',
    ['Testing', '/testing'],
    ['The inspector', '/inspector'],
    ['Watching in production', '/observability'],
    ['The command', '/reference/command'],
  ],
  [
    'Coming from',
    ['express-session', '/migrate/express-session'],
    ['cookie-session', '/migrate/cookie-session'],
    ['iron-session', '/migrate/iron-session'],
    ['koa-session', '/migrate/koa-session'],
    ['@fastify/secure-session', '/migrate/secure-session'],
    ['Flask', '/migrate/flask'],
    ['Django', '/migrate/django'],
    ['Others beside it', '/peers'],
    ['What it costs', '/performance'],
    ['How many sessions', '/scaling'],
  ],
  [
    'Reference',
    ['All options', '/reference/options'],
    ['Errors', '/reference/errors'],
    ['Environment variables', '/reference/environment'],
    ['API', '/reference/api/'],
    ['Security', '/reference/security'],
    ['Decisions', '/reference/decisions/'],
  ],
]

/** The list beside the pages; all but the first groups begin folded. */
export const sidebar: DefaultTheme.SidebarItem[] = groups.map(([text, ...pages], index) => ({
  text,
  collapsed: index > 1,
  items: pages.map(([name, link]) => ({ text: name, link })),
}))

/** The bar above the pages. */
export const nav: DefaultTheme.NavItem[] = [
  { text: 'Tutorial', link: '/tutorial/express', activeMatch: '^/tutorial/' },
  { text: 'How it works', link: '/concepts/request', activeMatch: '^/concepts/' },
  { text: 'Recipes', link: '/recipes/login', activeMatch: '^/recipes/' },
  { text: 'Options', link: '/reference/options' },
  { text: 'API', link: '/reference/api/', activeMatch: '^/reference/api/' },
]
