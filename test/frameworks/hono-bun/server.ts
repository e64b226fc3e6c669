/**
 * The adapter contract's app on Hono, served by Bun.
 *
 * @module
 */

import { adapterApp } from 'coatcheck/testing'
import { honoApp } from '../hono-app.ts'

const { fetch } = honoApp(adapterApp())
const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => fetch(request) })
console.info(`http://127.0.0.1:${server.port}`)
