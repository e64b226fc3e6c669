import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealedCodec } from '../../src/codecs/sealed.ts'
import { cookieForms } from '../../src/cookie/cookie-forms.ts'
import { cookieValues, maxHeaderLength } from '../../src/cookie/cookie-header.ts'
import { deleteCookie, setCookie } from '../../src/cookie/set-cookie.ts'
import { keyRing } from '../../src/crypto/key-ring.ts'
import { isRejection } from '../../src/rejection.ts'
import { headerRuns, plan, seed } from './plan.ts'
import { countedText, dice, randomHeader } from './random-headers.ts'

const name = '__Host-Http-session'
const visitsPerCharacter = 5

// RFC 6265 §5.4 in the plainest words: what stands between semicolons, without the blanks around.
function plainValues(header: string): readonly string[] {
  return header
    .slice(0, maxHeaderLength)
    .split(';')
    .map((pair) => pair.replace(/^[ \t]+/, ''))
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => withoutBlanks(pair.slice(name.length + 1)))
}

// Spaces and tabs only; `trim` knows more.
function withoutBlanks(text: string): string {
  const isBlank = (at: number): boolean => text[at] === ' ' || text[at] === '\t'
  let [start, end] = [0, text.length]
  while (start < end && isBlank(start)) start += 1
  while (end > start && isBlank(end - 1)) end -= 1
  return text.slice(start, end)
}

describe('cookieValues', () => {
  it(`reads ${headerRuns} random headers without throwing, in time linear in their length`, () => {
    const roll = dice(seed)
    const codec = sealedCodec(keyRing('q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'))
    let longest = 0
    let found = 0
    for (let run = 0; run < headerRuns; run += 1) {
      const header = randomHeader(roll, name, maxHeaderLength)
      const counted = countedText(header)
      const values = cookieValues(counted, name)
      longest = Math.max(longest, header.length)
      found += values.length
      if (counted.visited() > visitsPerCharacter * header.length) {
        throw new Error(`run ${run}: ${counted.visited()} visits of ${header.length} characters`)
      }
      const plain = plainValues(header)
      if (values.length !== plain.length || values.some((value, i) => value !== plain[i])) {
        expect(values, `run ${run}`).toEqual(plain)
      }
      for (const value of values.slice(0, 20)) {
        if (!isRejection(codec.unseal(value, name))) throw new Error(`run ${run}: accepted`)
      }
    }
    expect(longest).toBeGreaterThan(maxHeaderLength * 0.9)
    expect(found).toBeGreaterThan(headerRuns)
  })

  it.each([
    ['nothing but semicolons', ';'],
    ['nothing but blanks', ' '],
    ['nothing but tabs and semicolons', '\t;'],
    ['our name over and over', name],
    ['our empty cookie over and over', `${name}=;`],
    ['names that are nearly ours', `${name.slice(0, -1)}_=;`],
    ['one pair without an end', 'a'],
  ])('visits each character a few times in %s', (_, unit) => {
    const header = countedText(unit.repeat(Math.ceil(maxHeaderLength / unit.length)))
    cookieValues(header, name)
    expect(header.visited()).toBeLessThanOrEqual(visitsPerCharacter * header.length)
  })

  it.each([
    ['semicolons', ';'],
    ['one endless value', 'a'],
    ['our cookie', `${name}=x; `],
  ])('looks at no more than the first 65,536 characters of a megabyte of %s', (_, unit) => {
    const header = countedText(unit.repeat(Math.ceil(1_048_576 / unit.length)))
    cookieValues(header, name)
    expect(header.visited()).toBeLessThanOrEqual(visitsPerCharacter * maxHeaderLength)
  })

  it('gives back what setCookie wrote, wherever it stands among other cookies', () => {
    const form = cookieForms().secure
    const octet = fc.constantFrom(
      ...'!#$%&()*+-./0123456789:<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~',
    )
    const value = fc.string({ unit: octet, maxLength: 60 })
    const other = fc
      .string({ unit: 'binary', maxLength: 30 })
      .map((text) => text.replaceAll(';', ''))
      .filter((text) => !text.trim().startsWith(`${name}=`))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), fc.array(other), (values, others) => {
        const pairs = values.map((one) => setCookie(form, one, 60).text.split('; ')[0] ?? '')
        const header = [...others, ...pairs, ...others].join('; ')
        expect(cookieValues(header, form.name)).toEqual(values)
        expect(cookieValues(deleteCookie(form).text, form.name)).toEqual([''])
      }),
      plan,
    )
  })
})
