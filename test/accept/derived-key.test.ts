import { secureSessionReader } from 'coatcheck/codecs/secure-session'
import { expect, it } from 'vitest'
import { visitorOf } from '../clients/cookie-jar.ts'
import { describeWith } from '../requirements.ts'
import { packages } from './packages.ts'
import { readJar } from './readers.ts'
import { secureSessionApp } from './sealed-apps.ts'

const until = '2100-01-01T00:00:00Z'
const secret = 'averylongphrasebiggerthanthirtytwochars'

// Each derivation takes seconds, here and in libsodium.
describeWith(packages, 'a key that @fastify/secure-session derived', () => {
  it.each([
    ['a secret', { secret }],
    ['a secret and a salt', { secret, salt: 'mq9hDxBVDbspDR6n' }],
  ])(
    'is derived in the same way, of %s',
    async (_, given) => {
      await using app = await secureSessionApp(given)
      const visitor = visitorOf(app.origin)
      await visitor.fetch('/', {
        method: 'POST',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json' },
      })
      const reader = secureSessionReader({ ...given, until })
      const now = Math.floor(Date.now() / 1_000)
      expect(readJar(reader, visitor, now)).toMatchObject({ data: { a: 1 } })
    },
    180_000,
  )
})
