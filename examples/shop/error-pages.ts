/**
 * What a visitor sees when there is no such page, or when something failed.
 *
 * @module
 */

import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { sendPage, sendPlainPage } from './page.ts'
import { protectPage } from './page-headers.ts'
import { notice } from './views/notice.ts'

/** Writes one line for whoever runs the shop. */
export type Log = (line: string) => void

/** Answers 404. */
export const notFound: RequestHandler = (req, res) => {
  sendPage(req, res.status(404), {
    title: 'Not found',
    main: notice('Not found', 'Nothing hangs on this hook.'),
  })
}

/** Answers with the status an error asks for and says no more than that; the log says why. */
export function errorPage(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, req, res, next) => {
    const status = statusOf(error)
    if (status >= 500) log(`${req.method} ${req.path}: ${messageOf(error)}`)
    if (res.headersSent) {
      next(error)
      return
    }
    const title = STATUS_CODES[status] ?? 'Error'
    protectPage(res)
    sendPlainPage(res.status(status), {
      title,
      main: notice(title, sentenceOf(status)),
    })
  }
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 600 ? status : 500
}

function sentenceOf(status: number): string {
  if (status === 401) return 'Your session is over. Please log in again.'
  if (status < 500) return 'The shop could make nothing of this request.'
  return 'Something went wrong behind the counter. Please try again in a moment.'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'an error that is no Error'
}
