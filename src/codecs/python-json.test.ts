import { describe, expect, it } from 'vitest'
import { readPythonJson } from './python-json.ts'

describe('readPythonJson', () => {
  it.each([
    [
      'numbers that JavaScript holds',
      '{"a":[0,-1,1.5,1e3,9007199254740991]}',
      [0, -1, 1.5, 1000, 9007199254740991],
    ],
    ['a whole number beyond them', '{"a":12345678901234567890}', 12345678901234567890n],
    ['a negative one', '{"a":-12345678901234567891}', -12345678901234567891n],
    ['one that a double equals', '{"a":1152921504606846976}', 2 ** 60],
    ['one of 400 digits', `{"a":1${'0'.repeat(399)}}`, 10n ** 399n],
    ['NaN', '{"a":NaN}', Number.NaN],
    ['Infinity', '{"a":[Infinity,-Infinity]}', [Infinity, -Infinity]],
    ['many digits in a text', '{"a":"12345678901234567890"}', '12345678901234567890'],
    ['a text that says NaN', '{"a":"NaN"}', 'NaN'],
    ['digits after a quote', '{"a":"\\"12345678901234567890"}', '"12345678901234567890'],
    ['a text that begins with a zero byte', '{"a":["\\u00001",NaN]}', ['\x001', Number.NaN]],
    ['one that begins with two', '{"a":["\\u0000\\u00001",NaN]}', ['\0\x001', Number.NaN]],
  ])('reads %s', (_, json, value) => {
    expect(readPythonJson(json)).toEqual({ a: value })
  })

  it('leaves keys as they are', () => {
    const json = '{"12345678901234567890":NaN,"\\u0000a" : Infinity}'
    expect(readPythonJson(json)).toEqual({
      '12345678901234567890': Number.NaN,
      '\0a': Infinity,
    })
  })

  it.each([['{'], ['nan'], ['{"a":NaN'], ['{"a":12345678901234567890'], ['']])(
    'throws a SyntaxError for %j',
    (json) => {
      expect(() => readPythonJson(json)).toThrow(SyntaxError)
    },
  )
})
