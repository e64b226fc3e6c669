import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readRecord, writeRecord } from '../../src/codecs/record-layout.ts'
import { sealedCodec } from '../../src/codecs/sealed.ts'
import { binaryOf } from '../../src/encoding/binary-string.ts'
import { readLossless } from '../../src/encoding/lossless-json.ts'
import { isRejection } from '../../src/rejection.ts'
import {
  type CookieVectors,
  cookieV1File,
  hexOf,
  recordOf,
  ringOf,
  sealedWith,
} from './cookie-v1.ts'
import { appended, fileText, madeVectors, readVectors } from './make-cookie-v1.ts'

const { accepted, refused } = readVectors()

describe('the vectors of cookie version 1', () => {
  it('are many, and each has a name of its own', () => {
    expect(accepted.length).toBeGreaterThanOrEqual(20)
    expect(refused.length).toBeGreaterThanOrEqual(20)
    for (const list of [accepted, refused]) {
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length)
    }
  })

  it.each(accepted)('seal to the same text: $name', (vector) => {
    const plaintext = writeRecord(recordOf(vector.record))
    expect(hexOf(plaintext)).toBe(vector.plaintext)
    expect(sealedWith(vector, plaintext)).toBe(vector.cookie)
  })

  it.each(accepted)('unseal to the same record: $name', (vector) => {
    const codec = sealedCodec(ringOf(vector.secrets))
    const unsealed = codec.unseal(vector.cookie, vector.cookieName)
    if (isRejection(unsealed)) throw new Error(unsealed.rejected)
    expect(hexOf(Buffer.from(unsealed.plaintext, 'latin1'))).toBe(vector.plaintext)
    expect(unsealed.isNewest).toBe(vector.sealedBy === 0)
    const record = codec.parse(unsealed.plaintext)
    if (isRejection(record)) throw new Error(record.rejected)
    expect({ ...record, id: hexOf(record.id) }).toEqual(vector.record)
    expect(readLossless(record.body)).toBeTypeOf('object')
  })

  it.each(accepted)('read as a record also from within other bytes: $name', (vector) => {
    const plaintext = Buffer.from(vector.plaintext, 'hex')
    const around = new Uint8Array(plaintext.length + 11).fill(255)
    around.set(plaintext, 4)
    const record = readRecord(binaryOf(around.subarray(4, 4 + plaintext.length)))
    expect(record && { ...record, id: hexOf(record.id) }).toEqual(vector.record)
  })

  it.each(refused)('are refused as $reason: $name', ({ secrets, cookieName, cookie, reason }) => {
    const codec = sealedCodec(ringOf(secrets))
    const unsealed = codec.unseal(cookie, cookieName)
    const result = isRejection(unsealed) ? unsealed : codec.parse(unsealed.plaintext)
    expect(result).toEqual({ rejected: reason })
  })
})

describe('make-cookie-v1', () => {
  it('makes the file as it is', () => {
    expect(readFileSync(cookieV1File, 'utf8')).toBe(fileText(madeVectors()))
  })

  it('refuses to change, move or drop an entry, and names it', () => {
    const existing = readVectors()
    const [first, second, ...rest] = existing.accepted
    if (first === undefined || second === undefined) throw new Error('there are vectors')
    const otherwise = (list: CookieVectors['accepted']) => ({ ...existing, accepted: list })
    const changed = otherwise([{ ...first, cookie: `${first.cookie}A` }, second, ...rest])
    for (const made of [
      changed,
      otherwise([second, ...rest]),
      otherwise([second, first, ...rest]),
    ]) {
      expect(() => appended(existing, made)).toThrow(first.name)
    }
    const dropped = { ...existing, refused: existing.refused.slice(0, -1) }
    expect(() => appended(existing, dropped)).toThrow(existing.refused.at(-1)?.name)
  })

  it('adds entries at the end', () => {
    const made = madeVectors()
    const shorter = { ...made, accepted: made.accepted.slice(0, -2), refused: [] }
    expect(appended(shorter, made)).toEqual(made)
  })
})
