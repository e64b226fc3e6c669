import { afterEach, describe, expect, it, vi } from 'vitest'
import { Cookie, cookieOfRow } from './cookie.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('the cookie of a session', () => {
  it('keeps maxAge as it was given, however often it is renewed', () => {
    let now = 1_000_000
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => {
      now += 1
      return now
    })
    const cookie = new Cookie({ maxAge: 60_000 })
    for (let visit = 0; visit < 10; visit += 1) cookie.maxAge = cookie.originalMaxAge
    clock.mockRestore()
    expect(cookie.originalMaxAge).toBe(60_000)
  })

  it('tells what is left of maxAge', () => {
    vi.useFakeTimers({ now: 0 })
    const cookie = new Cookie({ maxAge: 60_000 })
    vi.setSystemTime(20_000)
    expect([cookie.maxAge, cookie.expires]).toEqual([40_000, new Date(60_000)])
  })

  it('comes back from its row as it was', () => {
    vi.useFakeTimers({ now: 0 })
    const cookie = new Cookie({ maxAge: 60_000, sameSite: 'lax', path: '/a', secure: true })
    vi.setSystemTime(20_000)
    const again = cookieOfRow(JSON.parse(JSON.stringify(cookie)))
    expect(again.data).toEqual(cookie.data)
    expect(again).toMatchObject({ originalMaxAge: 60_000, maxAge: 40_000, secure: true })
  })

  it('takes nothing from a row that is no attribute of a cookie', () => {
    const row = JSON.parse('{"path":"/","toJSON":"text","_expires":1,"__proto__":{"evil":1}}')
    const cookie = cookieOfRow(row)
    expect(Object.keys(cookie)).not.toContain('toJSON')
    expect(Reflect.get(cookie, 'evil')).toBeUndefined()
  })
})
