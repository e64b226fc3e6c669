import { describe, expect, it } from 'vitest'
import { type Choose, everySchedule } from './race-schedules.ts'

/** Lets actors take so many steps each, and tells in which order they took them. */
function orderOf(steps: readonly number[], choose: Choose): string {
  const left = [...steps]
  let order = ''
  let last: number | undefined
  for (;;) {
    const waiting = left.flatMap((count, actor) => (count > 0 ? [actor] : []))
    if (waiting.length === 0) return order
    last = choose(waiting, last)
    left[last] = (left[last] ?? 0) - 1
    order += 'abc'[last]
  }
}

async function ordersOf(steps: readonly number[], most = 10_000) {
  const orders: string[] = []
  const tried = await everySchedule(most, async (choose) => {
    orders.push(orderOf(steps, choose))
    return true
  })
  return { orders, tried }
}

describe('everySchedule', () => {
  it.each([
    [[2], 1],
    [[1, 1], 2],
    [[2, 2], 6],
    [[3, 2], 10],
    [[2, 2, 2], 90],
    [[0, 3], 1],
  ])('tries each order of steps %j once: %i', async (steps, count) => {
    const { orders, tried } = await ordersOf(steps)
    expect(new Set(orders).size).toBe(count)
    expect(tried).toEqual({ schedules: count, isComplete: true })
  })

  it('begins with those that switch least', async () => {
    const { orders } = await ordersOf([2, 2])
    expect(orders).toEqual(['aabb', 'bbaa', 'abba', 'baab', 'abab', 'baba'])
  })

  it('tries them in the same sequence each time', async () => {
    expect((await ordersOf([3, 3, 1])).orders).toEqual((await ordersOf([3, 3, 1])).orders)
  })

  it('stops at the limit, and says that others are left', async () => {
    expect((await ordersOf([2, 2], 5)).tried).toEqual({ schedules: 5, isComplete: false })
    expect((await ordersOf([2, 2], 6)).tried).toEqual({ schedules: 6, isComplete: true })
  })

  it('stops when nobody wants another one', async () => {
    const tried = await everySchedule(10, async (choose) => {
      orderOf([2, 2], choose)
      return false
    })
    expect(tried).toEqual({ schedules: 1, isComplete: false })
  })

  it('copes with a run that takes fewer steps than the one before it', async () => {
    let runs = 0
    const tried = await everySchedule(100, async (choose) => {
      runs += 1
      orderOf(runs === 1 ? [2, 2] : [1, 1], choose)
      return true
    })
    expect(tried.isComplete).toBe(true)
  })
})
