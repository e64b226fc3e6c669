/**
 * Sends a page: what every page of the shop has around what it has to say.
 *
 * @module
 */

import type { Request, Response } from 'express'
import { type Html, textOf } from './html.ts'
import { cartSizeOf, usernameOf } from './shop-session.ts'
import { layout } from './views/layout.ts'

/** A page without its frame. */
export interface Page {
  /** What the browser's tab says before the shop's name. */
  readonly title: string
  /** What stands in the page's main part. */
  readonly main: Html
}

/** Sends a page in the shop's frame, with the messages left for this visitor. */
export function sendPage(req: Request, res: Response, page: Page): void {
  const frame = layout({
    ...page,
    path: req.path,
    username: usernameOf(req.session),
    cartSize: cartSizeOf(req.session),
    messages: req.session.takeFlashes().map((flash) => flash.text),
  })
  res.type('html').send(textOf(frame))
}

/** Sends a page that asks nothing of the session, for when the session itself is what failed. */
export function sendPlainPage(res: Response, page: Page): void {
  const frame = layout({ ...page, path: '', username: null, cartSize: 0, messages: [] })
  res.type('html').send(textOf(frame))
}

/** Says whether a client would rather have JSON than a page. */
export function prefersJson(req: Request): boolean {
  return req.accepts(['html', 'json']) === 'json'
}
