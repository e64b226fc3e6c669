import { readFileSync } from 'node:fs'
import { flaskCodec } from 'coatcheck/codecs/flask'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readLossless } from '../../src/encoding/lossless-json.ts'
import type { SessionRecord } from '../../src/record.ts'
import { isRejection } from '../../src/rejection.ts'
import { describeWith, flask } from '../requirements.ts'
import { type FlaskProcess, startFlaskProcess } from './flask-process.ts'
import { valueIn } from './notation.ts'

interface Vector {
  readonly name: string
  readonly secret: string
  readonly cookie: string
  readonly issued_at: number
  readonly data: Readonly<Record<string, unknown>>
}

const file = new URL('../vectors/flask.json', import.meta.url)
const { vectors }: { vectors: readonly Vector[] } = JSON.parse(readFileSync(file, 'utf8'))

// Their secrets are weak on purpose, and that is said each time.
beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterAll(() => {
  vi.restoreAllMocks()
})

function recordIn({ secret, cookie }: Vector): SessionRecord {
  const codec = flaskCodec({ secrets: secret })
  const unsealed = codec.unseal(cookie, 'session')
  const record = isRejection(unsealed) ? unsealed : codec.parse(unsealed.plaintext)
  if (isRejection(record)) throw new Error(record.rejected)
  return record
}

/** What the record holds, with what has a place of its own back under Flask's keys. */
function dataIn(record: SessionRecord): unknown {
  return {
    // A record's body is the text of an object.
    ...(readLossless(record.body) as object),
    ...(record.permanent ? { _permanent: true } : {}),
    ...(record.flashes.length === 0
      ? {}
      : { _flashes: record.flashes.map(({ category, text }) => [category, text]) }),
  }
}

describe('the cookies of Flask 3.1.3', () => {
  it('are 88', () => {
    expect(vectors).toHaveLength(88)
  })

  for (const [i, vector] of vectors.entries()) {
    it(`${i} (${vector.name}) are read to exactly what they hold`, () => {
      const record = recordIn(vector)
      const { _flashes, ...rest } = vector.data
      const flashes = Array.isArray(_flashes) ? { _flashes: _flashes.map((f) => f.$tuple) } : {}
      expect(dataIn(record)).toStrictEqual({ ...Object(valueIn(rest)), ...flashes })
      expect(record.touchedAt).toBe(vector.issued_at)
      const { user_id: user } = vector.data
      expect(record.subject).toBe(user === undefined ? null : String(user))
    })
  }
})

describeWith(flask, 'the cookies written here', (python) => {
  let flaskProcess: FlaskProcess
  beforeAll(() => {
    flaskProcess = startFlaskProcess(python)
  })
  afterAll(() => flaskProcess.close())

  for (const [i, vector] of vectors.entries()) {
    it(`${i} (${vector.name}) are read by Flask to the same, with our one key beside`, async () => {
      const { secret, issued_at: at } = vector
      const record = recordIn(vector)
      const cookie = flaskCodec({ secrets: secret }).seal({ ...record }, 'session')
      const { _coatcheck, ...data } = Object(
        await flaskProcess.read({ secrets: [secret], at }, cookie),
      )
      // Flask has 1e21 as a float, which the vectors write as a number.
      const { exp, ...rest } = data
      expect(rest).toEqual(
        Object.fromEntries(Object.entries(vector.data).filter(([k]) => k !== 'exp')),
      )
      expect(exp).toEqual('exp' in vector.data ? { $float: '1e+21' } : undefined)
      expect(_coatcheck).toEqual([
        expect.any(String),
        at,
        ...(record.subject === null ? [] : [null, record.subject]),
      ])
    })
  }
})
