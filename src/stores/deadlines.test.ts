import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { deadlines } from './deadlines.ts'

const late = () => new Error('too late')
const never = new Promise<never>(() => {})

describe('deadlines', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  it('settles as the answer does, when it comes in time', async () => {
    const { within } = deadlines(100)
    await expect(within(Promise.resolve('here'), late)).resolves.toBe('here')
    await expect(within(Promise.reject(new Error('no')), late)).rejects.toThrow('no')
  })

  it('gives up on each answer when its own time is over', async () => {
    const { within } = deadlines(100)
    const gone: [what: string, at: number][] = []
    const begin = performance.now()
    const wait = (what: string) =>
      within(never, late).catch(() => gone.push([what, performance.now() - begin]))
    const waits = [wait('first')]
    await vi.advanceTimersByTimeAsync(60)
    waits.push(wait('second'), wait('third'))
    await vi.advanceTimersByTimeAsync(39)
    expect(gone).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    await Promise.all(waits)
    expect(gone).toEqual([
      ['first', 100],
      ['second', 160],
      ['third', 160],
    ])
  })

  it('gives up on one, though others are answered', async () => {
    const { within } = deadlines(100)
    const waits = Promise.allSettled([
      within(Promise.resolve(1), late),
      within(never, late),
      within(Promise.resolve(3), late),
    ])
    await vi.advanceTimersByTimeAsync(100)
    expect((await waits).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
  })

  it('has no timer when nobody waits, and one when many do', async () => {
    const { within } = deadlines(100)
    let answer: (given: string) => void = () => {}
    const answered = new Promise<string>((resolve) => {
      answer = resolve
    })
    const waits = [within(answered, late), within(answered, late)]
    expect(vi.getTimerCount()).toBe(1)
    answer('here')
    await Promise.all(waits)
    expect(vi.getTimerCount()).toBe(0)
  })
})
