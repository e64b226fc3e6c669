import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { applyHeaders, headArguments, isFinal } from './head-arguments.ts'

const headers = { ETag: '"1"' }

describe('headArguments', () => {
  it.each([
    [[200], { status: 200, message: undefined, headers: undefined }],
    [[200, headers], { status: 200, message: undefined, headers }],
    [[200, 'Fine'], { status: 200, message: 'Fine', headers: undefined }],
    [[200, 'Fine', headers], { status: 200, message: 'Fine', headers }],
    [[200, undefined, headers], { status: 200, message: undefined, headers }],
    [['404'], { status: 404, message: undefined, headers: undefined }],
    [[], { status: 0, message: undefined, headers: undefined }],
  ])('sorts writeHead(...%j)', (args, sorted) => {
    expect(headArguments(args)).toEqual(sorted)
  })
})

describe('isFinal', () => {
  it('takes what ends an exchange, and neither 1xx nor what is no status', () => {
    expect([200, 304, 599, 999].every(isFinal)).toBe(true)
    expect([0, 100, 103, 199, 1_000, -200].some(isFinal)).toBe(false)
  })
})

describe('applyHeaders', () => {
  const applied = (given: unknown): object => {
    const res = new ServerResponse(new IncomingMessage(new Socket()))
    res.setHeader('Set-Cookie', 'earlier=1')
    res.setHeader('X-Earlier', '1')
    applyHeaders(res, given)
    return { ...res.getHeaders() }
  }

  it('sets those of an object, and keeps the others', () => {
    expect(applied({ 'X-Given': 2, 'Set-Cookie': ['a=1', 'b=2'] })).toEqual({
      'x-earlier': '1',
      'x-given': 2,
      'set-cookie': ['a=1', 'b=2'],
    })
  })

  it.each([
    ['a flat array', ['Set-Cookie', 'a=1', 'X-Given', 2, 'Set-Cookie', 'b=2']],
    [
      'pairs',
      [
        ['Set-Cookie', 'a=1'],
        ['X-Given', 2],
        ['Set-Cookie', 'b=2'],
      ],
    ],
  ])('sets those of %s, where one name may come twice', (_kind, given) => {
    expect(applied(given)).toEqual({
      'x-earlier': '1',
      'x-given': '2',
      'set-cookie': ['a=1', 'b=2'],
    })
  })

  it('sets nothing when none are given', () => {
    const earlier = { 'x-earlier': '1', 'set-cookie': 'earlier=1' }
    for (const none of [undefined, null, {}, []]) expect(applied(none)).toEqual(earlier)
  })

  it('refuses an array that holds a name without a value', () => {
    expect(() => applied(['X-Given'])).toThrow(TypeError)
  })
})
