import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KnownTexts } from './codecs/sealed-text.ts'
import { sealedText } from './codecs/sealed-text.ts'
import { keyRing } from './crypto/key-ring.ts'
import { binaryOf } from './encoding/binary-string.ts'
import { maxRecentAge } from './recent.ts'
import { maxVerifiedBytes, verifiedCookies } from './verified-cookies.ts'

const ring = keyRing('verified-cookies-verified-cookies')
const coat = Buffer.from('a coat')

function setUp() {
  const clock = { now: 1_000 }
  const known = verifiedCookies(() => clock.now)()
  return { clock, known }
}

function keep(known: KnownTexts, text: string, plaintext = `in ${text}`): void {
  known.keep(text, { plaintext, isNewest: text.length % 2 === 0 })
}

/** Remembers as apps do, and tells what was asked for and what was kept. */
function watched() {
  const log: string[] = []
  const remember = verifiedCookies(() => 1_000)
  const texts = sealedText(ring, 'cookie', () => {
    const known = remember()
    return {
      find(text) {
        const found = known.find(text)
        log.push(found === undefined ? 'not known' : 'known')
        return found
      },
      keep(text, unsealed) {
        log.push('kept')
        known.keep(text, unsealed)
      },
    }
  })
  return { log, texts }
}

describe('cookies found genuine', () => {
  it('are unsealed once', () => {
    const sealed = sealedText(ring, 'cookie').seal(coat, 'session')
    const { log, texts } = watched()
    const [first, second] = [texts.unseal(sealed, 'session'), texts.unseal(sealed, 'session')]
    expect(log).toEqual(['not known', 'kept', 'known'])
    expect(first).toEqual({ plaintext: binaryOf(coat), isNewest: true })
    expect(second).toEqual(first)
  })

  it('need no unsealing where they were sealed', () => {
    const { log, texts } = watched()
    const sealed = texts.seal(coat, 'session')
    expect(texts.unseal(sealed, 'session')).toEqual({ plaintext: binaryOf(coat), isNewest: true })
    expect(log).toEqual(['kept', 'known'])
  })

  it('keep what is known of the secret that sealed them', () => {
    const { known } = setUp()
    const [odd, even] = ['a text that is long enough: odd', 'a text that is long enough: even']
    for (const text of [odd, even]) keep(known, text)
    expect([known.find(odd)?.isNewest, known.find(even)?.isNewest]).toEqual([
      odd.length % 2 === 0,
      even.length % 2 === 0,
    ])
  })

  it('count for their own name and purpose only', () => {
    const remember = verifiedCookies(() => 1_000)
    const [cookies, tickets] = [
      sealedText(ring, 'cookie', remember),
      sealedText(ring, 'ticket', remember),
    ]
    const sealed = cookies.seal(coat, 'session')
    expect(cookies.unseal(sealed, 'session')).toMatchObject({ isNewest: true })
    expect(cookies.unseal(sealed, '__Host-session')).toEqual({ rejected: 'tampered' })
    expect(tickets.unseal(sealed, 'session')).toEqual({ rejected: 'tampered' })
  })

  it('differ from every other text, by whatever little', () => {
    const { known } = setUp()
    const text = 'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA'
    keep(known, text)
    expect(known.find(text)?.plaintext).toBe(`in ${text}`)
    for (let at = 0; at < text.length; at += 1) {
      const other = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`
      expect(known.find(other), other).toBeUndefined()
    }
    for (const other of ['', 'A', `${text}A`, `A${text}`, text.slice(1), text.slice(0, -1)]) {
      expect(known.find(other), other).toBeUndefined()
    }
  })

  it('are told apart where their tags are the same', () => {
    const { known } = setUp()
    const tag = 'the same tag in the end of both'
    keep(known, `one ${tag}`)
    expect(known.find(`two ${tag}`)).toBeUndefined()
    keep(known, `two ${tag}`)
    expect(known.find(`two ${tag}`)?.plaintext).toBe(`in two ${tag}`)
    expect(known.find(`one ${tag}`)).toBeUndefined()
  })

  it('are never taken for one another, however many there are', () => {
    const { known } = setUp()
    const texts = Array.from({ length: 40_000 }, (_, i) =>
      Buffer.alloc(33, `${i}/${(i * 7_919) % 104_729}/`).toString('base64url'),
    )
    for (const text of texts) keep(known, text)
    const found = texts.flatMap((text) => {
      const { plaintext } = known.find(text) ?? {}
      return plaintext === undefined ? [] : [[text, plaintext] as const]
    })
    expect(found.length).toBeGreaterThan(5_000)
    for (const [text, plaintext] of found) expect(plaintext).toBe(`in ${text}`)
  })

  it('are forgotten after five minutes, however often they came', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 }), (steps) => {
        const { clock, known } = setUp()
        let keptAt = Number.NEGATIVE_INFINITY
        for (const step of steps) {
          clock.now += step
          if (known.find('a text that is long enough') === undefined) {
            keep(known, 'a text that is long enough')
            keptAt = clock.now
          }
          expect(clock.now - keptAt).toBeLessThan(maxRecentAge)
        }
      }),
    )
  })

  it('are remembered for two minutes at least while there is room', () => {
    const { clock, known } = setUp()
    for (let i = 0; i < 100; i += 1) {
      clock.now += 20
      const text = `a text that is long enough, ${i}`
      known.find(text)
      keep(known, text)
      clock.now += 120
      expect(known.find(text)).toBeDefined()
    }
  })

  it('are forgotten when the clock jumps back', () => {
    const { clock, known } = setUp()
    keep(known, 'a text that is long enough')
    clock.now -= 10
    expect(known.find('a text that is long enough')).toBeUndefined()
    clock.now += 20
    expect(known.find('a text that is long enough')).toBeUndefined()
  })

  it('never take more than a bounded number of bytes', () => {
    const { known } = setUp()
    const texts = Array.from({ length: 6_000 }, (_, i) =>
      Buffer.from(String(i).padStart(2_996, '.')).toString('base64url'),
    )
    for (const text of texts) keep(known, text, text)
    const remembered = texts.filter((text) => known.find(text) !== undefined)
    expect(remembered.length).toBeGreaterThan(400)
    expect(remembered.length * 8_000).toBeLessThan(maxVerifiedBytes * 1.1)
  })
})

describe('cookies that were refused', () => {
  it('are looked at each time', () => {
    const { log, texts } = watched()
    const sealed = sealedText(ring, 'cookie').seal(coat, 'session')
    const forged = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BA' : 'AA'}`
    for (const _ of [1, 2, 3]) {
      expect(texts.unseal(forged, 'session')).toMatchObject({ rejected: expect.any(String) })
    }
    expect(log).toEqual(['not known', 'not known', 'not known'])
  })
})
