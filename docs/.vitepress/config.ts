/**
 * The site of the documentation.
 *
 * @module
 */

import { defineConfig, type UserConfig } from 'vitepress'
import { drawings } from './drawings.ts'
import { nav, sidebar } from './navigation.ts'
import { repositoryLinks } from './repository-links.ts'

const config: UserConfig = defineConfig({
  title: 'Coatcheck',
  description: 'Sessions for TypeScript web servers: encrypted, exactly typed, on every framework.',
  lang: 'en',
  cacheDir: '.cache/vitepress',
  srcExclude: ['reference/parts/**', 'README.md'],
  // The search's index and the API are one file each; nobody loads them with a page.
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  head: [['link', { rel: 'icon', href: '/ticket.svg', type: 'image/svg+xml' }]],
  markdown: {
    // An address in an example is none to follow.
    linkify: false,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(md) {
      repositoryLinks(md)
      drawings(md)
    },
  },
  themeConfig: {
    logo: '/ticket.svg',
    nav,
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
  },
})

export default config
