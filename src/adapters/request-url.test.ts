import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLoopbackName } from '../cookie/local-http.ts'
import { requestUrl } from './request-url.ts'

// A real request, with the head given; what a client sends is all there is to it.
async function urlOf(target: string, host: string | undefined): Promise<string> {
  const server = createServer((req, res) => res.end(requestUrl(req)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  const head = `GET ${target} HTTP/1.0\r\n${host === undefined ? '' : `Host: ${host}\r\n`}\r\n`
  let answer = ''
  const socket = connect(port, '127.0.0.1', () => socket.write(head))
  for await (const chunk of socket) answer += String(chunk)
  server.close()
  return answer.split('\r\n\r\n')[1] ?? ''
}

// A real request whose properties the cases below change: what no client can send, a test can.
const plain = await new Promise<IncomingMessage>((resolve) => {
  const server = createServer((req, res) => {
    res.end()
    resolve(req)
  })
  server.listen(0, '127.0.0.1', () => {
    // As above.
    const { port } = server.address() as AddressInfo
    request({ port, host: '127.0.0.1', agent: false }, (res) => {
      res.resume()
      server.close()
    }).end()
  })
})

function asking(target: string, host: string): IncomingMessage {
  return Object.create(plain, { url: { value: target }, headers: { value: { host } } })
}

describe('requestUrl', () => {
  it.each([
    ['/', 'example.com', 'http://example.com/'],
    ['/a?b=c', 'Example.com:8080', 'http://example.com:8080/a?b=c'],
    ['/a', 'localhost:3000', 'http://localhost:3000/a'],
    ['/a', '[::1]:3000', 'http://[::1]:3000/a'],
    ['//evil.test/a', 'example.com', 'http://example.com//evil.test/a'],
    ['/\\evil.test/a', 'example.com', 'http://example.com//evil.test/a'],
    ['/@evil.test', 'example.com', 'http://example.com/@evil.test'],
  ])('gives the URL of %s at %s', async (target, host, url) => {
    expect(await urlOf(target, host)).toBe(url)
  })

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one with a user', 'user@localhost'],
    ['one with a path', 'localhost/a'],
    ['one with a query', 'localhost?a'],
    ['one with a blank', 'local host'],
    ['two', 'localhost, example.com'],
    ['one with an impossible port', 'localhost:99999'],
    ['one with half a bracket', '[::1'],
    ['loopback in hexadecimal', '0x7f000001'],
    ['loopback as one number', '2130706433'],
    ['loopback in short', '127.1'],
    ['loopback in octal', '0177.0.0.1'],
    ['loopback with escapes', '%6cocalhost'],
    ['loopback in full', '[0:0:0:0:0:0:0:1]'],
  ])('names a host that exists nowhere for a Host header that is %s', async (_what, host) => {
    expect(await urlOf('/a?b', host)).toBe('http://unknown.invalid/a?b')
  })

  it.each([
    ['http://example.com/a?b', 'example.com', 'http://example.com/a?b'],
    ['http://localhost/a', 'example.com', 'http://unknown.invalid/a'],
    ['http://example.com/a', 'localhost', 'http://unknown.invalid/a'],
    ['http://', 'example.com', 'http://example.com/'],
    ['http://[/a', 'example.com', 'http://example.com/'],
    ['*', 'example.com', 'http://example.com/'],
    ['javascript:alert(1)', 'example.com', 'http://example.com/'],
  ])('makes of the target %s at %s: %s', async (target, host, url) => {
    expect(requestUrl(asking(target, host))).toBe(url)
  })

  it('takes a connection that is closed for a plain one', () => {
    const closed = Object.create(plain, {
      socket: {
        get() {
          throw new Error('the HTTP/2 session is closed')
        },
      },
    })
    expect(requestUrl(closed)).toMatch(/^http:/)
  })

  it('never throws, gives a URL always, and a loopback one only to who names it so', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (target, host) => {
        const url = new URL(requestUrl(asking(target, host)))
        const name = host.toLowerCase().replace(/:\d+$/, '')
        expect(isLoopbackName(url.hostname) && url.hostname !== name).toBe(false)
      }),
    )
  })
})
