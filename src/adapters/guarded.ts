/**
 * Runs guards in front of the handlers of a Node server.
 *
 * @module
 */

import type { Guard, Refusal } from '../guards/guard.ts'
import type { Session } from '../session.ts'
import type { NodeRequest, NodeResponse } from './node-message.ts'
import { requestUrl } from './request-url.ts'

/**
 * Asks the guards in turn, until one refuses.
 *
 * @param target the request target, for frameworks that shorten `req.url`
 * @returns whether the request may go on; if not, it has been answered
 */
export function passes<Data extends object>(
  guards: readonly Guard[],
  req: NodeRequest,
  res: NodeResponse,
  session: Session<Data>,
  target?: string,
): boolean {
  const request = {
    session,
    method: req.method ?? 'GET',
    get url() {
      return requestUrl(req, target)
    },
    header: (name: string) => textOf(req.headers[name]),
  }
  for (const guard of guards) {
    const answer = guard(request)
    if (answer?.type === 'refuse') {
      refuse(res, answer)
      return false
    }
    for (const [name, value] of Object.entries(answer?.headers ?? {})) addHeader(res, name, value)
  }
  return true
}

function refuse(res: NodeResponse, { status, headers, body }: Refusal): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  res.statusCode = status
  res.end(body)
}

// Both hold lists: what others put there stays.
function addHeader(res: NodeResponse, name: string, value: string): void {
  if (/^(?:vary|set-cookie)$/i.test(name)) res.appendHeader(name, value)
  else res.setHeader(name, value)
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.join(', ')
}
