/**
 * The adapter contract's app on NestJS, on Express.
 *
 * @module
 */

import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { adapterApp } from 'coatcheck/testing'
import type { Response } from 'express'
import { contractModule } from './contract.ts'

const app = adapterApp()

const { module, filter } = contractModule<Response>(
  app,
  (response, status, headers) => {
    response.status(status)
    for (const [name, value] of headers) response.append(name, value)
  },
  (response) => response.headersSent,
)

const nest = await NestFactory.create<NestExpressApplication>(module, { logger: false })
nest.useGlobalFilters(filter)
for (const { prefix, sessions, routes } of app.sections) {
  nest.use(prefix, expressSession(sessions))
  for (const { path, guards } of routes) nest.use(path, guard(...guards))
}

await nest.listen(0, '127.0.0.1')
console.info(await nest.getUrl())
