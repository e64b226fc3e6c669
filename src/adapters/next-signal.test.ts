import { describe, expect, it } from 'vitest'
import { answerOfSignal, signalOf, statusOfSignal } from './next-signal.ts'

/** An error as Next's functions throw it. */
const thrown = (digest: unknown): Error => Object.assign(new Error('thrown'), { digest })

const page = new Request('https://shop.example/', { method: 'GET' })

describe('statusOfSignal', () => {
  it.each([
    ['NEXT_REDIRECT;push;/cart;307;', 307],
    ['NEXT_REDIRECT;replace;/cart?a=1;b=2;308;', 308],
    ['NEXT_REDIRECT;push;/a\n;303;', 303],
    ['NEXT_HTTP_ERROR_FALLBACK;404', 404],
    ['NEXT_HTTP_ERROR_FALLBACK;401', 401],
    ['NEXT_HTTP_ERROR_FALLBACK;500', 500],
    ['NEXT_REDIRECT;push;/cart;200;', 500],
    ['NEXT_REDIRECT', 500],
    ['1234567', 500],
    [307, 500],
  ])('reads %j as %i', (digest, status) => {
    expect(statusOfSignal(thrown(digest))).toBe(status)
  })

  it.each([undefined, null, 'NEXT_REDIRECT;push;/cart;307;', new Error('another')])(
    'takes %o for an error',
    (error) => {
      expect(statusOfSignal(error)).toBe(500)
      expect(answerOfSignal(error, page)).toBeUndefined()
    },
  )
})

describe('answerOfSignal', () => {
  it('leads where redirect() does, semicolons and all', () => {
    const answer = answerOfSignal(thrown('NEXT_REDIRECT;push;/cart?a=1;b=2;307;'), page)
    expect([answer?.status, answer?.headers.get('location')]).toEqual([307, '/cart?a=1;b=2'])
  })

  it.each([
    { 'content-type': 'multipart/form-data; boundary=b' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'next-action': 'id' },
  ])('answers a form with 303: %o', (headers) => {
    const request = new Request('https://shop.example/', { method: 'POST', headers })
    expect(answerOfSignal(thrown('NEXT_REDIRECT;push;/cart;307;'), request)?.status).toBe(303)
  })

  it('says 404 for notFound()', () => {
    expect(answerOfSignal(thrown('NEXT_HTTP_ERROR_FALLBACK;404'), page)?.status).toBe(404)
  })
})

describe('signalOf', () => {
  it.each([
    [303, { Location: '/login?next=/a;b' }, 303],
    [401, {}, 401],
    [403, {}, 403],
    [429, {}, 403],
  ])('makes of a refusal with %i what Next answers with', (status, headers, expected) => {
    const refusal = new Response(null, { status, headers })
    const signal = signalOf(refusal)
    expect(statusOfSignal(signal)).toBe(expected)
    const location = answerOfSignal(signal, page)?.headers.get('location')
    expect(location ?? null).toBe(refusal.headers.get('location'))
  })
})
