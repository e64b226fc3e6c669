import { describe, expect, it } from 'vitest'
import type { OutgoingCookie } from '../cookie/set-cookie.ts'
import { type HeaderPlace, type WebExchange, webExchange } from './web-exchange.ts'

const request = new Request('https://shop.example/', { headers: { cookie: 'theme=dark' } })

const cookie: OutgoingCookie = {
  name: 'session',
  value: 'a',
  attributes: { path: '/', httpOnly: true, secure: true, sameSite: 'lax', partitioned: false },
  text: 'session=a',
}

function exchangeOf(answer: Response, headerPlace?: HeaderPlace): WebExchange {
  const exchange = webExchange(request, undefined, headerPlace)
  exchange.answerWith(answer)
  return exchange
}

describe('webExchange', () => {
  it('hands on the answer itself when nothing was added', () => {
    const answer = new Response('hello')
    expect(exchangeOf(answer).answered()).toBe(answer)
  })

  it('adds headers to a copy, and leaves the answer as it was', async () => {
    const answer = new Response('hello')
    const exchange = exchangeOf(answer)
    exchange.setHeader('Vary', 'Cookie')
    const answered = exchange.answered()
    expect([answered?.headers.get('vary'), await answered?.text()]).toEqual(['Cookie', 'hello'])
    expect(answer.headers.has('vary')).toBe(false)
  })

  it('has no getter of its own, which would keep it until a full collection', () => {
    const own = Object.values(Object.getOwnPropertyDescriptors(exchangeOf(new Response())))
    expect(own.filter((one) => one.get !== undefined)).toEqual([])
  })
})

describe('webExchange, in place', () => {
  it('adds what caches must know to the answer itself', () => {
    const answer = new Response('hello')
    const exchange = exchangeOf(answer, 'in place')
    exchange.setHeader('Vary', 'Cookie')
    expect(exchange.answered()).toBe(answer)
    expect(answer.headers.get('vary')).toBe('Cookie')
  })

  it('never adds a cookie to the answer itself, which other visitors may get too', () => {
    const answer = new Response('hello')
    const exchange = exchangeOf(answer, 'in place')
    exchange.setCookie(cookie)
    exchange.setHeader('Cache-Control', 'private, no-store')
    const answered = exchange.answered()
    expect(answered?.headers.getSetCookie()).toEqual(['session=a'])
    expect(answered?.headers.get('cache-control')).toBe('private, no-store')
    expect([...answer.headers.keys()]).toEqual(['content-type'])
  })

  it('adds to a copy of an answer that cannot be changed', () => {
    const answer = Response.redirect('https://shop.example/login', 302)
    const exchange = exchangeOf(answer, 'in place')
    exchange.setHeader('Vary', 'Cookie')
    const answered = exchange.answered()
    expect(answered?.headers.get('vary')).toBe('Cookie')
    expect(answered?.headers.get('location')).toBe('https://shop.example/login')
    expect(answer.headers.has('vary')).toBe(false)
  })

  it('makes a 500 of what stands for no response', () => {
    const exchange = exchangeOf(Response.error(), 'in place')
    exchange.setHeader('Vary', 'Cookie')
    expect(exchange.answered()?.status).toBe(500)
  })
})
