/**
 * The adapter contract's app on Deno.
 *
 * @module
 */

import { adapterApp } from 'coatcheck/testing'
import { webFetch } from '../../adapters/contract-servers.ts'

Deno.serve(
  {
    hostname: '127.0.0.1',
    port: 0,
    onListen: ({ port }) => console.info(`http://127.0.0.1:${port}`),
  },
  webFetch(adapterApp()),
)
