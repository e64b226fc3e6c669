import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { OutgoingCookie } from '../cookie/set-cookie.ts'
import { holdHead } from './held-head.ts'
import { nodeExchange } from './node-exchange.ts'

const cookie: OutgoingCookie = {
  name: 'session',
  value: 'a',
  attributes: { path: '/', httpOnly: true, secure: true, sameSite: 'lax', partitioned: false },
  text: 'session=a',
}

function messages(): { readonly req: IncomingMessage; readonly res: ServerResponse } {
  const req = new IncomingMessage(new Socket())
  req.headers = { host: 'shop.example', cookie: 'theme=dark' }
  req.url = '/cart'
  return { req, res: new ServerResponse(req) }
}

describe('nodeExchange', () => {
  it('tells of the request', () => {
    const { req, res } = messages()
    const exchange = nodeExchange(req, res)
    expect([exchange.url, exchange.cookieHeader]).toEqual([
      'http://shop.example/cart',
      'theme=dark',
    ])
  })

  it('has no getter of its own, which would keep it until a full collection', () => {
    const { req, res } = messages()
    const own = Object.values(Object.getOwnPropertyDescriptors(nodeExchange(req, res)))
    expect(own.filter((one) => one.get !== undefined)).toEqual([])
  })

  it('puts back what it set and somebody removed, once', () => {
    const { req, res } = messages()
    const exchange = nodeExchange(req, res)
    res.setHeader('Set-Cookie', 'theme=light')
    exchange.setCookie(cookie)
    exchange.setHeader('Vary', 'Cookie')
    exchange.putBack()
    expect(res.getHeader('Set-Cookie')).toEqual(['theme=light', 'session=a'])
    for (const name of res.getHeaderNames()) res.removeHeader(name)
    exchange.putBack()
    expect({ ...res.getHeaders() }).toEqual({ vary: 'Cookie', 'set-cookie': 'session=a' })
  })

  it('keeps only its cookies when all other headers are dropped', () => {
    const { req, res } = messages()
    const exchange = nodeExchange(req, res)
    res.setHeader('Set-Cookie', 'theme=light')
    exchange.setCookie(cookie)
    exchange.setHeader('Vary', 'Cookie')
    exchange.dropOtherHeaders()
    expect({ ...res.getHeaders() }).toEqual({ 'set-cookie': ['session=a'] })
  })
})

describe('holdHead', () => {
  it('lets two hold the head of one response, each with its own commit', () => {
    const { req, res } = messages()
    const order: string[] = []
    for (const name of ['below', 'above']) {
      const commit = (): undefined => {
        order.push(name)
        res.setHeader(`X-${name}`, '1')
      }
      holdHead({ req, res, exchange: nodeExchange(req, res), commit, report: () => {} })
    }
    res.end('hello')
    expect(order).toEqual(['above', 'below'])
    expect([res.headersSent, res.getHeader('x-below')]).toEqual([true, '1'])
  })
})
