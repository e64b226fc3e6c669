import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { sealedText } from '../../src/codecs/sealed-text.ts'
import { keyRing } from '../../src/crypto/key-ring.ts'

const ring = keyRing('kept-texts-5b1e0f7c92d84a63-3d9c27e1f0a8')
const [headerLength, headers] = [1_000_000, 64]

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

it('remembers genuine texts in strings of their own, which keep no header alive', () => {
  const sealed = sealedText(ring, 'cookie').seal(Buffer.from('a coat'), 'session')
  const kept: string[] = []
  const slices: string[] = []
  const texts = sealedText(ring, 'cookie', () => ({
    find: () => undefined,
    keep: (text) => kept.push(text),
  }))
  collect()
  const before = process.memoryUsage().heapUsed
  const growth = (): number => {
    collect()
    return process.memoryUsage().heapUsed - before
  }
  for (let i = 0; i < headers; i += 1) {
    // From bytes, so that it is one string and not a rope of several.
    const header = Buffer.from(`${i}`.padStart(headerLength, 'x') + sealed).toString('latin1')
    const text = header.slice(headerLength)
    slices.push(text)
    texts.unseal(text, 'session')
  }
  expect(kept).toHaveLength(headers)
  // What was cut out of the headers keeps all of them.
  expect(growth()).toBeGreaterThan((headers * headerLength) / 2)
  slices.length = 0
  expect(growth()).toBeLessThan((headers * headerLength) / 2)
  expect(new Set(kept).size).toBe(1)
})
