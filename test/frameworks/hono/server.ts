/**
 * The adapter contract's app on Hono, served by Node.
 *
 * @module
 */

import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { adapterApp } from 'coatcheck/testing'
import { announce } from '../announce.ts'
import { honoApp } from '../hono-app.ts'

announce(createServer(getRequestListener(honoApp(adapterApp()).fetch)))
