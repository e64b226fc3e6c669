/**
 * The adapter contract's app on Bun.
 *
 * @module
 */

import { adapterApp } from 'coatcheck/testing'
import { webFetch } from '../../adapters/contract-servers.ts'

const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: webFetch(adapterApp()) })
console.info(`http://127.0.0.1:${server.port}`)
