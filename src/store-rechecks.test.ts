import { describe, expect, it } from 'vitest'
import { maxRechecks, storeRechecks } from './store-rechecks.ts'

const start = 1_700_000_000

describe('storeRechecks', () => {
  it('remembers what the store said, until the interval is over', () => {
    const clock = { at: start }
    const rechecks = storeRechecks(60, () => clock.at)
    rechecks.note('ada', { counter: 3, touchedAt: start })
    clock.at += 59
    expect(rechecks.recent('ada')).toMatchObject({ counter: 3, touchedAt: start })
    clock.at += 1
    expect(rechecks.recent('ada')).toBeUndefined()
  })

  it('remembers nothing where the clock went back', () => {
    const clock = { at: start }
    const rechecks = storeRechecks(60, () => clock.at)
    rechecks.note('ada', { counter: 3, touchedAt: start })
    clock.at -= 1
    expect(rechecks.recent('ada')).toBeUndefined()
  })

  it('forgets on demand, and with an interval of 0 at once', () => {
    const rechecks = storeRechecks(60, () => start)
    rechecks.note('ada', { counter: 3, touchedAt: start })
    rechecks.forget('ada')
    expect(rechecks.recent('ada')).toBeUndefined()
    const never = storeRechecks(0, () => start)
    never.note('ada', { counter: 3, touchedAt: start })
    expect(never.recent('ada')).toBeUndefined()
  })

  it('drops those that were asked about longest ago when there are too many', () => {
    const rechecks = storeRechecks(60, () => start)
    for (let i = 0; i < maxRechecks; i += 1) rechecks.note(`${i}`, { counter: 1, touchedAt: start })
    rechecks.note('0', { counter: 2, touchedAt: start })
    rechecks.note('one more', { counter: 1, touchedAt: start })
    expect(rechecks.recent('1')).toBeUndefined()
    expect(rechecks.recent('0')).toMatchObject({ counter: 2 })
    expect(rechecks.recent('one more')).toMatchObject({ counter: 1 })
  })
})
