/**
 * The adapter contract's app on `node:http`.
 *
 * @module
 */

import { createServer } from 'node:http'
import { adapterApp } from 'coatcheck/testing'
import { nodeListener } from '../../adapters/contract-servers.ts'
import { announce } from '../announce.ts'

announce(createServer(nodeListener(adapterApp())))
