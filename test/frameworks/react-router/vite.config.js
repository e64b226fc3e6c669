import { fileURLToPath } from 'node:url'
import { reactRouter } from '@react-router/dev/vite'
import { defineConfig } from 'vite'

const source = fileURLToPath(new URL('../../../src', import.meta.url))

export default defineConfig({
  plugins: [reactRouter()],
  resolve: {
    alias: [
      { find: /^coatcheck$/, replacement: `${source}/index.ts` },
      { find: /^coatcheck\/(.+)$/, replacement: `${source}/$1.ts` },
    ],
  },
})
