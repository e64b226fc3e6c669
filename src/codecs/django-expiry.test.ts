import { describe, expect, it } from 'vitest'
import { expiryOf } from './django-expiry.ts'

const signedAt = 1_800_000_000
const day = 86_400

describe('expiryOf', () => {
  it.each([
    ['no note: the age of the setting', undefined, signedAt + 14 * day, true],
    ['None', null, signedAt + 14 * day, true],
    ['0: the end of the browser, and the age of the setting', 0, signedAt + 14 * day, false],
    ['seconds', 60, signedAt + 60, true],
    ['more seconds than the setting', 30 * day, signedAt + 14 * day, true],
    ['a time', '2027-01-15T09:00:00+01:00', Date.UTC(2027, 0, 15, 8) / 1_000, true],
    [
      'its microseconds',
      '2027-01-15T08:00:00.500000+00:00',
      Date.UTC(2027, 0, 15, 8) / 1_000 + 0.5,
      true,
    ],
    ['one after the age of the setting', '2028-01-01T00:00:00+00:00', signedAt + 14 * day, true],
    [
      'one without a zone: the earliest',
      '2027-01-16T00:00:00',
      Date.UTC(2027, 0, 15, 10) / 1_000,
      true,
    ],
  ])('honours %s', (_, note, endsAt, permanent) => {
    expect(expiryOf(note, signedAt, 14 * day)).toEqual({ endsAt, permanent })
  })

  it.each([[''], ['soon'], ['2027-13-45T00:00:00'], ['2027-01-15'], [true], [[]], [{}]])(
    'refuses %j',
    (note) => {
      expect(expiryOf(note, signedAt, 14 * day)).toBeUndefined()
    },
  )
})
