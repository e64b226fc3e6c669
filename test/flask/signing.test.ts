import { flaskCodec } from 'coatcheck/codecs/flask'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isRejection } from '../../src/rejection.ts'
import { describeWith, flask } from '../requirements.ts'
import { type FlaskApp, type FlaskProcess, startFlaskProcess } from './flask-process.ts'
import { secret } from './hand-made.ts'

describeWith(flask, 'a Flask app that signs in its own way', (python) => {
  let flaskProcess: FlaskProcess
  beforeAll(() => {
    flaskProcess = startFlaskProcess(python)
  })
  afterAll(() => flaskProcess.close())

  for (const digest of ['sha1', 'sha256', 'sha384', 'sha512'] as const) {
    for (const keyDerivation of ['hmac', 'concat', 'django-concat', 'none'] as const) {
      it(`with ${digest} and ${keyDerivation} is understood, and understands`, async () => {
        const salt = 'a salt of its own'
        const signing = { salt, digest_method: digest, key_derivation: keyDerivation }
        const app: FlaskApp = { secrets: [secret], signing }
        const codec = flaskCodec({ secrets: secret, salt, digest, keyDerivation })
        const unsealed = codec.unseal(await flaskProcess.sign(app, { user_id: 7 }), 'session')
        const record = isRejection(unsealed) ? unsealed : codec.parse(unsealed.plaintext)
        if (isRejection(record)) throw new Error(record.rejected)
        expect(record).toMatchObject({ subject: '7', touchedAt: 1_700_000_000 })
        expect(await flaskProcess.read(app, codec.seal(record, 'session'))).toMatchObject({
          user_id: 7,
        })
        expect(
          flaskCodec({ secrets: secret }).unseal(codec.seal(record, 'session'), 'session'),
        ).toEqual({ rejected: digest === 'sha1' ? 'tampered' : 'malformed' })
      })
    }
  }
})
