import { describe, expect, it } from 'vitest'
import { binaryOf } from '../encoding/binary-string.ts'
import { emptyBody, idBytes, type SessionRecord } from '../record.ts'
import { readRecord, writeRecord } from './record-layout.ts'

const plain: SessionRecord = {
  id: Uint8Array.from({ length: idBytes }, (_, i) => i),
  createdAt: 1_800_000_000,
  touchedAt: 1_800_000_060,
  authenticatedAt: null,
  subject: null,
  permanent: false,
  flashes: [],
  body: emptyBody,
}
const full: SessionRecord = {
  ...plain,
  authenticatedAt: 1_800_000_005,
  subject: 'zoë',
  permanent: true,
  flashes: [{ text: 'Grüße', category: 'message' }],
  body: { text: '[{"größe":-1}]', rich: true },
}

function written(record: SessionRecord): Buffer {
  const bytes = writeRecord(record)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

function comparable(record: SessionRecord | undefined): unknown {
  return record && { ...record, id: [...record.id] }
}

describe('writeRecord', () => {
  it('writes 27 bytes of fixed fields and the body, when there is nothing else', () => {
    const bytes = written(plain)
    expect(bytes).toHaveLength(27 + 2)
    expect([...bytes.subarray(0, 17)]).toEqual([2, ...plain.id])
    expect(bytes.readUIntBE(17, 5)).toBe(plain.createdAt)
    expect(bytes.readUIntBE(22, 5)).toBe(plain.touchedAt)
    expect(bytes.toString('utf8', 27)).toBe('{}')
  })

  it('says in its first byte what follows', () => {
    const flagsOf = (record: Partial<SessionRecord>) => writeRecord({ ...plain, ...record })[0]
    expect(flagsOf({ body: { text: '{"a":"é"}', rich: false } })).toBe(0)
    expect(flagsOf({ body: { text: '[[]]', rich: true } })).toBe(1 | 2)
    expect(flagsOf({ permanent: true })).toBe(2 | 4)
    expect(flagsOf({ authenticatedAt: 1, subject: 'a' })).toBe(2 | 8)
    expect(flagsOf({ flashes: [{ text: '', category: '' }] })).toBe(2 | 16)
    expect(flagsOf({ isHeld: true })).toBe(2 | 64)
    expect(writeRecord(full)[0]).toBe(1 | 4 | 8 | 16)
  })

  it('holds nothing of what lay in memory before', () => {
    const bodies = Array.from({ length: 50 }, () => written(full).toString('hex'))
    expect(new Set(bodies).size).toBe(1)
  })

  it.each([
    ['before 1970', { createdAt: -1 }],
    ['past five bytes', { touchedAt: 2 ** 40 }],
    ['no number', { createdAt: Number.NaN }],
  ])('throws rather than writing an instant that is %s', (_, record) => {
    expect(() => writeRecord({ ...plain, ...record })).toThrow()
  })

  it('throws rather than cutting a subject of more than 65,535 bytes', () => {
    const subject = 's'.repeat(65_536)
    expect(() => writeRecord({ ...plain, authenticatedAt: 1, subject })).toThrow(RangeError)
  })
})

describe('readRecord', () => {
  it.each([
    ['the plainest record', plain],
    ['a record with everything', full],
    ['a body beyond Latin-1', { ...plain, body: { text: '{"a":"🧥\u00ff"}', rich: false } }],
    ['no body', { ...plain, body: { text: '', rich: false } }],
    ['instants of 0', { ...full, createdAt: 0, touchedAt: 0, authenticatedAt: 0 }],
    ['the largest instants', { ...full, createdAt: 2 ** 40 - 1, touchedAt: 2 ** 40 - 1 }],
  ])('gives back %s', (_, record) => {
    expect(comparable(readRecord(binaryOf(writeRecord(record))))).toEqual(comparable(record))
  })

  it('gives an id of its own each time, which the next reader does not share', () => {
    const plaintext = binaryOf(writeRecord(plain))
    readRecord(plaintext)?.id.fill(0)
    expect([...(readRecord(plaintext)?.id ?? [])]).toEqual([...plain.id])
  })

  it('gives nothing for a record cut off before its body', () => {
    const bytes = written({ ...full, body: { text: '', rich: false } })
    for (let length = 0; length < bytes.length; length += 1) {
      expect(readRecord(binaryOf(bytes.subarray(0, length))), `${length} bytes`).toBeUndefined()
    }
  })

  it('gives nothing for flags that it does not know', () => {
    for (const flag of [32, 128]) {
      const bytes = written(plain)
      bytes[0] = (bytes[0] ?? 0) | flag
      expect(readRecord(binaryOf(bytes))).toBeUndefined()
    }
  })

  it('gives nothing for lengths that reach past the end', () => {
    const login = written({ ...plain, authenticatedAt: 1, subject: 'a' })
    login.writeUInt16BE(65_535, 32)
    expect(readRecord(binaryOf(login))).toBeUndefined()
    const message = written({ ...plain, flashes: [{ text: 'a', category: 'b' }] })
    message.writeUIntBE(0xff_ff_ff, 27, 3)
    expect(readRecord(binaryOf(message))).toBeUndefined()
  })
})
