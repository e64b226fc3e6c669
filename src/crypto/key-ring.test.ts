import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { CoatcheckError } from '../errors.ts'
import { type KeyRing, keyRing, type Purpose, type RingKey } from './key-ring.ts'

const newest = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const older = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const purposes: readonly Purpose[] = ['cookie', 'ticket', 'entry', 'test-fixture']

const nonce = new Uint8Array(24)
const label = new Uint8Array(0)

/** What a key makes of a fixed message: equal for equal keys only. */
function fingerprint({ cipher }: RingKey): string {
  const { ciphertext, tag } = cipher.seal(nonce, new Uint8Array(32), label)
  return Buffer.concat([ciphertext, tag]).toString('hex')
}

function idsOf(ring: KeyRing, purpose: Purpose): readonly number[] {
  return [...ring.keysFor(purpose).newest.id]
}

describe('keyRing', () => {
  it('gives every secret four bytes of id, the same for every purpose and in every ring', () => {
    const alone = keyRing(older)
    const both = keyRing([newest, older])
    for (const purpose of purposes) {
      expect(idsOf(alone, purpose)).toHaveLength(4)
      expect(idsOf(alone, purpose)).toEqual(idsOf(alone, 'cookie'))
      expect(both.keysFor(purpose).find(alone.keysFor(purpose).newest.id)).toBeDefined()
    }
    expect(idsOf(both, 'cookie')).toEqual(idsOf(keyRing(newest), 'cookie'))
  })

  it('has the first secret seal, whatever the ids', () => {
    for (const [first, second] of [
      [newest, older],
      [older, newest],
    ] as const) {
      const expected = fingerprint(keyRing(first).keysFor('cookie').newest)
      expect(fingerprint(keyRing([first, second]).keysFor('cookie').newest)).toBe(expected)
    }
  })

  it('gives another key for every purpose and every secret', () => {
    const keys = [newest, older].flatMap((secret) =>
      purposes.map((purpose) => fingerprint(keyRing(secret).keysFor(purpose).newest)),
    )
    expect(new Set(keys).size).toBe(8)
  })

  it('gives the same key for the same secret as text and as bytes', () => {
    const bytes = new Uint8Array(Buffer.from(newest))
    expect(fingerprint(keyRing(bytes).keysFor('cookie').newest)).toBe(
      fingerprint(keyRing(newest).keysFor('cookie').newest),
    )
  })

  it('finds a key by its four bytes and no other', () => {
    const keys = keyRing([newest, older]).keysFor('cookie')
    const { id } = keys.newest
    expect(keys.find(id.slice())).toBe(keys.newest)
    for (let bit = 0; bit < 32; bit += 1) {
      const close = id.map((byte, i) => (i === bit >>> 3 ? byte ^ (1 << (bit & 7)) : byte))
      expect(keys.find(close)).toBeUndefined()
    }
    expect(keys.find(id.slice().reverse())).toBeUndefined()
    expect(keys.find(new Uint8Array(4))).toBeUndefined()
    expect(keys.find(new Uint8Array(4).fill(255))).toBeUndefined()
  })

  it('gives another key for every binding, and the unbound one for none', () => {
    const ring = keyRing([newest, older])
    const bindings = [undefined, new Uint8Array(0), new Uint8Array(1), new Uint8Array([1])]
    const keys = bindings.map((binding) => fingerprint(ring.keysFor('entry', binding).newest))
    expect(new Set(keys).size).toBe(bindings.length)
    expect(fingerprint(keyRing(newest).keysFor('entry', new Uint8Array(1)).newest)).toBe(keys[2])
  })

  it('gives digests of a text under every secret, newest first', () => {
    const [first, second] = keyRing([newest, older]).digests('john_doe')
    expect(keyRing(newest).digests('john_doe')).toEqual([first])
    expect(keyRing(older).digests('john_doe')).toEqual([second])
    expect(keyRing(older).digests('john_do')).not.toEqual([second])
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it.each([
    ['twice as text', [newest, newest]],
    ['twice with another between', [newest, older, newest]],
    ['as text and as bytes', [newest, new Uint8Array(Buffer.from(newest))]],
  ])('refuses a secret that is there %s, and does not show it', (_, secrets) => {
    const error = thrown(() => keyRing(secrets))
    expect(error.code).toBe('ERR_OPTIONS')
    expect(error.message).toMatch(/^secrets: two of them are the same/)
    expect(error.message).not.toContain(newest)
  })

  it('refuses what is no secret', () => {
    expect(thrown(() => keyRing(undefined)).code).toBe('ERR_SECRET_MISSING')
    expect(thrown(() => keyRing([newest, 'weak'])).code).toBe('ERR_SECRET_WEAK')
  })

  it('shows neither secrets nor keys when it is printed', () => {
    const ring = keyRing([newest, older])
    const keys = ring.keysFor('cookie')
    const shown = `${JSON.stringify([ring, keys])}${inspect([ring, keys], { depth: null, showHidden: true })}`
    for (const secret of [newest, older]) {
      const bytes = Buffer.from(secret)
      expect(shown).not.toContain(secret)
      expect(shown).not.toContain([...bytes.subarray(0, 6)].join(', '))
    }
  })
})

function thrown(run: () => unknown): CoatcheckError {
  try {
    run()
  } catch (error) {
    if (error instanceof CoatcheckError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
