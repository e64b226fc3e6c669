/**
 * The adapter contract's app as a Worker.
 *
 * @module
 */

import { adapterApp } from 'coatcheck/testing'
import { type Fetch, webFetch } from '../../adapters/contract-servers.ts'

const worker: { readonly fetch: Fetch } = { fetch: webFetch(adapterApp()) }

export default worker
