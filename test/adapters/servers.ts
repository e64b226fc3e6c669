/**
 * Real servers on ports of their own, and a client that reports exactly what came over the wire.
 *
 * @module
 */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  request,
  type Server,
} from 'node:http'
import { connect, type Http2SecureServer, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

/** A server that listens. */
export interface Serving extends AsyncDisposable {
  /** Such as `http://127.0.0.1:41233`. */
  readonly origin: string
}

/** What came back, decompressed. */
export interface Answer {
  readonly status: number
  /** What follows the status; `''` over HTTP/2. */
  readonly statusText: string
  readonly headers: IncomingHttpHeaders
  /** The `Set-Cookie` lines. */
  readonly setCookies: readonly string[]
  readonly body: Buffer
}

/** How a request is sent. */
export interface Sending {
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
  /** Called when the head has arrived. */
  readonly onHead?: (() => void) | undefined
}

/** A fact to wait for. */
export interface Signal {
  /** Resolves once it was given. */
  readonly given: Promise<void>
  /** Gives it. */
  give(): void
}

/** Makes a signal, not yet given. */
export function signal(): Signal {
  let give = (): void => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give: () => give() }
}

/** Serves a listener over HTTP/1.1. */
export function serve(listener: RequestListener): Promise<Serving> {
  return listening(createServer(listener), 'http')
}

/** Waits until a server listens on a free port. */
export async function listening(
  server: Server | Http2Server | Http2SecureServer,
  scheme: 'http' | 'https',
): Promise<Serving> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  return {
    origin: `${scheme}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Sends a request over HTTP/1.1, on a connection of its own. */
export function send(origin: string, path: string, sending: Sending = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, onHead } = sending
  return new Promise((resolve, reject) => {
    const req = request(origin + path, { method, headers, agent: false }, (res) => {
      onHead?.()
      answerOf(res).then(resolve, reject)
    })
    req.on('error', reject)
    req.end(body)
  })
}

/** Sends a request over HTTP/2, on a connection of its own, trusting whatever certificate. */
export function sendHttp2(origin: string, path: string, sending: Sending = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, onHead } = sending
  const session = connect(origin, { rejectUnauthorized: false })
  const answer = new Promise<Answer>((resolve, reject) => {
    session.on('error', reject)
    const stream = session.request({ ':method': method, ':path': path, ...headers })
    const chunks: Buffer[] = []
    let head: IncomingHttpHeaders & { ':status'?: number | undefined } = {}
    stream.on('response', (received) => {
      head = received
      onHead?.()
    })
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('end', () => resolve(answerFrom(head[':status'] ?? 0, head, Buffer.concat(chunks))))
    stream.end(body)
  })
  return answer.finally(() => session.close())
}

/** Makes a key and a self-signed certificate for this run. */
export function selfSigned(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-tls-'))
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const files = ['-keyout', key, '-out', cert, '-days', '2']
    execFileSync('openssl', ['req', '-x509', ...kind, ...files, ...subject], { stdio: 'pipe' })
    return { key: readFileSync(key), cert: readFileSync(cert) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function answerOf(res: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of res) chunks.push(chunk)
  const answer = answerFrom(res.statusCode ?? 0, res.headers, Buffer.concat(chunks))
  return { ...answer, statusText: res.statusMessage ?? '' }
}

function answerFrom(status: number, headers: IncomingHttpHeaders, sent: Buffer): Answer {
  const encoding = headers['content-encoding']
  const isEmpty = sent.length === 0
  const body =
    encoding === 'gzip' && !isEmpty
      ? gunzipSync(sent)
      : encoding === 'br' && !isEmpty
        ? brotliDecompressSync(sent)
        : sent
  return { status, statusText: '', headers, setCookies: headers['set-cookie'] ?? [], body }
}
