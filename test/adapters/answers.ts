/**
 * The ways in which a Node handler answers, each with what has to arrive.
 *
 * @module
 */

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A way of answering. */
export interface Way {
  readonly name: string
  /** Answers; `headArrived` resolves when the client has the head. */
  answer(res: ServerResponse, headArrived: Promise<void>): unknown
  /** The method of the request (`GET`). */
  readonly method?: string
  /** The status that has to arrive (`200`). */
  readonly status?: number
  /** The body that has to arrive (empty). */
  readonly body?: string | Buffer
  /** The app's own cookies that have to arrive (none). */
  readonly cookies?: readonly string[]
  /** Whether a compressing middleware has to have compressed it. */
  readonly isCompressible?: boolean
}

/** 20 MB of text, made of blocks that differ. */
export const bigBody: Buffer = Buffer.concat(
  Array.from({ length: 320 }, (_, index) => Buffer.alloc(65_536, `block ${index} of text, `)),
)

const text = { 'Content-Type': 'text/plain; charset=utf-8' }
const page = 'A page of text. '.repeat(200)

function* blocks(): Generator<Buffer> {
  for (let at = 0; at < bigBody.length; at += 65_536) yield bigBody.subarray(at, at + 65_536)
}

async function* slowBlocks(): AsyncGenerator<Buffer> {
  for (const block of blocks()) {
    await Promise.resolve()
    yield block
  }
}

/** The ways of answering with nothing but Node. */
export const ways: readonly Way[] = [
  {
    name: 'end with a text',
    answer(res) {
      res.setHeader('Content-Type', 'text/plain')
      res.end('hello')
    },
    body: 'hello',
  },
  { name: 'end with nothing', answer: (res) => res.end() },
  {
    name: 'two writes, then end with a text',
    answer(res) {
      res.setHeader('Content-Type', 'text/plain')
      res.write(page)
      res.write(Buffer.from(page))
      res.end('over')
    },
    body: `${page}${page}over`,
    isCompressible: true,
  },
  {
    name: 'writeHead with an object and its own cookie',
    answer: (res) => res.writeHead(201, { ...text, 'Set-Cookie': 'mine=1' }).end(page),
    status: 201,
    body: page,
    cookies: ['mine=1'],
    isCompressible: true,
  },
  {
    name: 'writeHead with a flat array and two cookies',
    answer: (res) =>
      res
        .writeHead(200, ['Content-Type', 'text/plain', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
        .end(page),
    body: page,
    cookies: ['a=1', 'b=2'],
    isCompressible: true,
  },
  {
    name: 'its own cookies set before',
    answer(res) {
      res.setHeader('Set-Cookie', ['a=1', 'b=2'])
      res.end('hello')
    },
    body: 'hello',
    cookies: ['a=1', 'b=2'],
  },
  {
    name: 'a redirect',
    answer: (res) => res.writeHead(303, { Location: '/elsewhere' }).end(),
    status: 303,
  },
  { name: 'HEAD', method: 'HEAD', answer: (res) => res.writeHead(200, text).end(page) },
  { name: '304', status: 304, answer: (res) => res.writeHead(304, { ETag: '"1"' }).end() },
  { name: '204', status: 204, answer: (res) => res.writeHead(204).end() },
  {
    name: '20 MB through pipe',
    answer(res) {
      res.setHeader('Content-Type', 'text/plain')
      Readable.from(blocks(), { objectMode: false }).pipe(res)
    },
    body: bigBody,
    isCompressible: true,
  },
  {
    name: '20 MB through pipeline',
    answer(res) {
      res.setHeader('Content-Type', 'text/plain')
      return pipeline(Readable.from(blocks()), res)
    },
    body: bigBody,
    isCompressible: true,
  },
  {
    name: '20 MB of an async generator through pipeline',
    answer(res) {
      res.setHeader('Content-Type', 'text/plain')
      return pipeline(slowBlocks, res)
    },
    body: bigBody,
    isCompressible: true,
  },
  {
    name: '20 MB written by hand, waiting for drain',
    async answer(res) {
      res.setHeader('Content-Type', 'text/plain')
      for (const block of blocks()) {
        if (!res.write(block)) await once(res, 'drain')
      }
      res.end()
    },
    body: bigBody,
    isCompressible: true,
  },
  {
    name: 'server-sent events, the head flushed before the first',
    async answer(res, headArrived) {
      res.setHeader('Content-Type', 'text/event-stream')
      res.flushHeaders()
      await headArrived
      res.write('data: 1\n\n')
      res.end('data: 2\n\n')
    },
    body: 'data: 1\n\ndata: 2\n\n',
    isCompressible: true,
  },
  {
    name: 'server-sent events, the first written right after the flush',
    answer(res) {
      res.setHeader('Content-Type', 'text/event-stream')
      res.flushHeaders()
      res.write('data: 1\n\n')
      res.end('data: 2\n\n')
    },
    body: 'data: 1\n\ndata: 2\n\n',
    isCompressible: true,
  },
  {
    name: 'early hints first',
    answer(res) {
      res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
      res.end('hello')
    },
    body: 'hello',
  },
]

/** The same ways for HTTP/2. */
export function onHttp2(way: Way): (res: Http2ServerResponse, head: Promise<void>) => unknown {
  // What the ways use is what the compatibility API offers under the same names.
  return (res, headArrived) => way.answer(res as unknown as ServerResponse, headArrived)
}
