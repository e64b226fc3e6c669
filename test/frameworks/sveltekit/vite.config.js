import { fileURLToPath } from 'node:url'
import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

const source = fileURLToPath(new URL('../../../src', import.meta.url))

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ out: '.cache/server', precompress: false }),
      outDir: '.cache/kit',
      // The visitors of the rules are no browsers, and say no origin.
      csrf: { trustedOrigins: ['*'] },
    }),
  ],
  resolve: {
    alias: [
      { find: /^coatcheck$/, replacement: `${source}/index.ts` },
      { find: /^coatcheck\/(.+)$/, replacement: `${source}/$1.ts` },
    ],
  },
  ssr: { noExternal: ['cookie', 'devalue'] },
})
