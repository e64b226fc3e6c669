import { describe, expect, it } from 'vitest'
import { changeOf, endOf, type Outcome } from './changes.ts'
import type { SessionRecord } from './record.ts'

const empty: SessionRecord = {
  id: Uint8Array.of(1, 2, 3),
  createdAt: 1_000,
  touchedAt: 1_000,
  authenticatedAt: null,
  subject: null,
  permanent: false,
  flashes: [],
  body: { text: '{}', rich: false },
}
const full: SessionRecord = { ...empty, body: { text: '{"a":1}', rich: false } }
const touched: SessionRecord = { ...full, touchedAt: 1_500 }

const outcome = (given: Partial<Outcome>): Outcome => ({
  before: full,
  after: full,
  newTicket: false,
  touchDue: false,
  ...given,
})

describe('changeOf', () => {
  it.each<[string, Partial<Outcome>, string]>([
    ['nothing from nothing', { before: null, after: empty }, 'none'],
    [
      'nothing from nothing, with a new ticket',
      { before: null, after: empty, newTicket: true },
      'none',
    ],
    [
      'nothing from nothing, made permanent',
      { before: null, after: { ...empty, permanent: true } },
      'none',
    ],
    ['data from nothing', { before: null, after: full }, 'create'],
    ['a subject from nothing', { before: null, after: { ...empty, subject: 'ada' } }, 'create'],
    [
      'a message from nothing',
      { before: null, after: { ...empty, flashes: [{ text: 'x', category: 'message' }] } },
      'create',
    ],
    ['the same bytes', {}, 'none'],
    [
      'the same bytes under an equal id',
      { after: { ...full, id: Uint8Array.of(1, 2, 3) } },
      'none',
    ],
    ['the same bytes when a touch is due', { after: touched, touchDue: true }, 'touch'],
    ['a later instant when no touch is due', { after: touched }, 'none'],
    ['a new ticket for the same bytes', { newTicket: true }, 'update'],
    ['other bytes', { after: { ...full, body: { text: '{"a":2}', rich: false } } }, 'update'],
    [
      'other bytes when a touch is due',
      { after: { ...touched, body: { text: '{"a":2}', rich: false } }, touchDue: true },
      'update',
    ],
    [
      'the same text in another notation',
      { after: { ...full, body: { text: '{"a":1}', rich: true } } },
      'update',
    ],
    ['a subject', { after: { ...full, subject: 'ada' } }, 'update'],
    ['a later login', { after: { ...full, authenticatedAt: 1_500 } }, 'update'],
    ['permanent', { after: { ...full, permanent: true } }, 'update'],
    ['a message', { after: { ...full, flashes: [{ text: 'x', category: 'message' }] } }, 'update'],
    ['nothing left', { after: empty }, 'end'],
    [
      'nothing left, with a new ticket and a touch due',
      { after: empty, newTicket: true, touchDue: true },
      'end',
    ],
    [
      'another session in place of the old one',
      { after: { ...full, id: Uint8Array.of(9) } },
      'create',
    ],
    [
      'an empty session in place of the old one',
      { after: { ...empty, id: Uint8Array.of(9) } },
      'end',
    ],
  ])('%s', (_what, given, kind) => {
    expect(changeOf(outcome(given)).kind).toBe(kind)
  })

  it('carries the record as it is left', () => {
    expect(changeOf(outcome({ after: touched, touchDue: true }))).toEqual({
      kind: 'touch',
      record: touched,
    })
  })
})

describe('endOf', () => {
  it.each([
    ['a session that is over', full, true, 'end'],
    ['a session that goes on', full, false, 'none'],
    ['none that is over', null, true, 'none'],
    ['none', null, false, 'none'],
  ])('%s', (_what, before, isOver, kind) => {
    expect(endOf({ before, isOver }).kind).toBe(kind)
  })
})
