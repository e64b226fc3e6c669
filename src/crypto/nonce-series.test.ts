import { describe, expect, it } from 'vitest'
import { messagesPerPrefix, nonceSeries } from './nonce-series.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('a series of nonces', () => {
  it('has 24 bytes each, never the same twice, and shares the first twelve', () => {
    const next = nonceSeries()
    const nonces = Array.from({ length: 50_000 }, () => hex(next()))
    expect(nonces.every((nonce) => nonce.length === 48)).toBe(true)
    expect(new Set(nonces.map((nonce) => nonce.slice(0, 24))).size).toBe(1)
    // The second halves alone differ: under one derived key they are the nonces.
    expect(new Set(nonces.map((nonce) => nonce.slice(24))).size).toBe(nonces.length)
  })

  it('takes another first half after 2²⁰ messages', () => {
    const next = nonceSeries()
    const prefixes = new Set<string>()
    let last = ''
    for (let i = 0; i < messagesPerPrefix; i += 1) last = hex(next().subarray(0, 12))
    prefixes.add(last).add(hex(next().subarray(0, 12)))
    expect(messagesPerPrefix).toBe(1_048_576)
    expect(prefixes.size).toBe(2)
  })

  it('has a first half of its own', () => {
    const prefixes = Array.from({ length: 1_000 }, () => hex(nonceSeries()().subarray(0, 12)))
    expect(new Set(prefixes).size).toBe(1_000)
  })
})
