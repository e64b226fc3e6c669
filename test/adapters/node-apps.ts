/**
 * Node servers with sessions.
 *
 * @module
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Session, Sessions } from 'coatcheck'
import { type NodeOptions, withSession } from 'coatcheck/adapters/node'
import { listening, type Serving } from './servers.ts'

type Handler = (req: IncomingMessage, res: ServerResponse, session: Session) => unknown

/** Serves a handler with sessions over HTTP/1.1. */
export function serveNode(
  sessions: Sessions,
  handler: Handler,
  options?: NodeOptions,
): Promise<Serving> {
  return listening(createServer(withSession(sessions, handler, options)), 'http')
}
