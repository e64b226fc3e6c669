import { fileURLToPath } from 'node:url'

// Where this file is copied to: test/frameworks/next/.cache/example.
const repository = fileURLToPath(new URL('../../../../..', import.meta.url))

/** @type {import('next').NextConfig} */
export default {
  turbopack: { root: repository },
  outputFileTracingRoot: repository,
}
