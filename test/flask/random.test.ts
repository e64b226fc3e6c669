import { isDeepStrictEqual } from 'node:util'
import { flaskCodec, type SharedCodec } from 'coatcheck/codecs/flask'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readLossless, writeLossless } from '../../src/encoding/lossless-json.ts'
import type { SessionRecord } from '../../src/record.ts'
import { isRejection } from '../../src/rejection.ts'
import { describeWith, flask } from '../requirements.ts'
import { rounds } from '../tier.ts'
import { type FlaskApp, type FlaskProcess, startFlaskProcess } from './flask-process.ts'
import { valueIn } from './notation.ts'
import { randomValue } from './random-data.ts'

const app: FlaskApp = { secrets: ['random-3f9c1e7a5b2d8640-random-3f9c1e7a5b2d8640'] }

function readBy(codec: SharedCodec, cookie: string): SessionRecord {
  const unsealed = codec.unseal(cookie, 'session')
  const record = isRejection(unsealed) ? unsealed : codec.parse(unsealed.plaintext)
  if (isRejection(record)) throw new Error(record.rejected)
  return record
}

function dataIn({ body }: SessionRecord): Record<string, unknown> {
  // A record's body is the text of an object.
  return readLossless(body) as Record<string, unknown>
}

describeWith(flask, 'random data of every kind', (python) => {
  let flaskProcess: FlaskProcess
  beforeAll(() => {
    flaskProcess = startFlaskProcess(python)
  })
  afterAll(() => flaskProcess.close())

  it('is read as Flask wrote it, and read by Flask as it was when another key has changed', {
    timeout: 600_000,
  }, async () => {
    const codec = flaskCodec(app)
    await fc.assert(
      fc.asyncProperty(randomValue, async (spelled) => {
        const record = readBy(codec, await flaskProcess.sign(app, { kept: spelled }))
        const data = dataIn(record)
        expect(isDeepStrictEqual(data, { kept: valueIn(spelled) })).toBe(true)

        data['visits'] = 1
        const changed = { ...record, body: writeLossless(data, 'data') }
        const { _coatcheck, ...read } = Object(
          await flaskProcess.read(app, codec.seal(changed, 'session')),
        )
        expect(isDeepStrictEqual(read, { kept: spelled, visits: 1 })).toBe(true)
        expect(_coatcheck).toHaveLength(2)
      }),
      { numRuns: rounds(500, 50_000) },
    )
  })
})
