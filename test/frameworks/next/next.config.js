import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** @type {import('next').NextConfig} */
export default {
  distDir: '.cache/contract',
  // Coatcheck's own source is outside this folder.
  turbopack: { root: repository },
  outputFileTracingRoot: repository,
}
