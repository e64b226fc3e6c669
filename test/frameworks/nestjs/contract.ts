/**
 * The adapter contract's app as a module of NestJS, on whatever platform.
 *
 * @module
 */

import 'reflect-metadata'
import { Readable } from 'node:stream'
import {
  All,
  type ArgumentsHost,
  Catch,
  Controller,
  HttpException,
  Module,
  NotFoundException,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common'
import type { Session } from 'coatcheck'
import type { AdapterApp, AppAnswer } from 'coatcheck/testing'

/** What both platforms have of a request. */
export interface PlatformRequest {
  readonly method: string
  readonly originalUrl: string
  readonly session: Session
}

/** How a platform's response gets a status and a header, beside those that it has. */
export type SetHead<Response> = (
  response: Response,
  status: number,
  headers: AppAnswer['headers'],
) => void

/** The module, and the filter that shows the error page. */
export interface Contract {
  readonly module: object
  readonly filter: object
}

/** Makes the module; its decorators are called as functions, since they are no part of JavaScript. */
export function contractModule<Response extends { send(body: unknown): unknown }>(
  app: AdapterApp,
  setHead: SetHead<Response>,
  isSent: (response: Response) => boolean,
): Contract {
  class AppController {
    async answer(request: PlatformRequest, response: Response): Promise<unknown> {
      const { method, originalUrl, session } = request
      const found = app.find(method, originalUrl)
      if (found === undefined) throw new NotFoundException()
      const { status, headers, body } = await found.route.handle(session, originalUrl)
      setHead(response, status, headers)
      if (body === null) return undefined
      if (typeof body === 'string') return body
      return new StreamableFile(Readable.from(body)).setErrorLogger(() => {})
    }
  }
  const { prototype } = AppController
  All(':section/:name')(prototype, 'answer', { value: prototype.answer })
  Req()(prototype, 'answer', 0)
  Res({ passthrough: true })(prototype, 'answer', 1)
  Controller()(AppController)

  class AppModule {}
  Module({ controllers: [AppController] })(AppModule)

  class ErrorPage {
    catch(error: unknown, host: ArgumentsHost): void {
      // The platform of the module makes no other responses.
      const response = host.switchToHttp().getResponse() as Response
      if (error instanceof HttpException) {
        setHead(response, error.getStatus(), [])
        response.send(error.message)
        return
      }
      const { status, headers, body } = app.errorPage(error)
      if (isSent(response)) return
      setHead(response, status, headers)
      response.send(body)
    }
  }
  Catch()(ErrorPage)

  return { module: AppModule, filter: new ErrorPage() }
}
