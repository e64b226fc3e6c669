import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { counting } from './faults.ts'
import { appWith, type Handler, Visitor } from './visitors.ts'

async function known() {
  const { store, take } = counting(memoryStore())
  const { sessions, clock } = appWith({ store })
  const visitor = new Visitor(sessions)
  await visitor.visit((session) => session.set('visits', 1))
  take()
  return { visitor, take, clock, sessions }
}

describe('what a request asks of the store', () => {
  it('is nothing without a cookie, with garbage, a forged or an overdue one', async () => {
    const { visitor, take, clock, sessions } = await known()
    await new Visitor(sessions).visit((session) => session.get('visits'))
    const forged = visitor.cookie?.replace(/.{4}$/, 'AAAA')
    for (const cookie of ['__Host-Http-session=garbage', forged]) {
      await new Visitor(sessions, cookie).visit((session) => session.get('visits'))
    }
    clock.at += 30 * 86_400
    await visitor.visit((session) => session.get('visits'))
    expect(take()).toEqual([])
  })

  it('is one load for whoever reads, or does not use the session', async () => {
    const { visitor, take } = await known()
    await visitor.visit(() => 'untouched')
    expect(take()).toEqual(['load'])
    await visitor.visit((session) => session.get('visits'))
    expect(take()).toEqual(['load'])
  })

  it('is one more for a change, and none for setting an equal value', async () => {
    const { visitor, take } = await known()
    await visitor.visit((session) => session.set('visits', 2))
    expect(take()).toEqual(['load', 'update'])
    await visitor.visit((session) => session.set('visits', 2))
    expect(take()).toEqual(['load'])
  })

  it('is one touch more, once in a touch interval, and the epoch once in a recheck interval', async () => {
    const { visitor, take, clock } = await known()
    clock.at += 3_600
    await visitor.visit((session) => session.get('visits'))
    expect(take()).toEqual(['load', 'epoch', 'touch'])
    await visitor.visit((session) => session.get('visits'))
    expect(take()).toEqual(['load'])
  })

  it('is at most five for a login', async () => {
    const { visitor, take } = await known()
    await visitor.visit((session) => session.login('ada'))
    expect(take()).toEqual(['load', 'update', 'notBefore', 'epoch'])
  })

  it('is at most five for a login with a recheck due, of somebody new too', async () => {
    const { visitor, take, clock, sessions } = await known()
    clock.at += 60
    await visitor.visit((session) => session.login('ada'))
    expect(take()).toEqual(['load', 'epoch', 'update', 'notBefore', 'epoch'])
    clock.at += 60
    await new Visitor(sessions).visit((session) => session.login('ada'))
    expect(take()).toEqual(['epoch', 'create', 'notBefore', 'epoch'])
  })

  it('is nothing for somebody new who leaves nothing, whatever was done in between', async () => {
    const { take, sessions } = await known()
    const acts: readonly Handler[] = [
      (session) => session.data,
      (session) => session.delete('note'),
      (session) => session.logout(),
      (session) => session.regenerate(),
      (session) => session.takeFlashes(),
      (session) => session.update(() => 'nothing'),
      (session) => {
        session.set('note', 'x')
        session.delete('note')
      },
    ]
    for (const act of acts) await new Visitor(sessions).visit(act)
    expect(take()).toEqual([])
  })

  it('is two for a logout, and two for an update', async () => {
    const { visitor, take } = await known()
    await visitor.visit((session) => session.update((data) => delete data.note))
    expect(take()).toEqual(['load', 'update'])
    await visitor.visit((session) => session.logout())
    expect(take()).toEqual(['load', 'delete'])
  })

  it('is one epoch for a thousand parallel visits when a recheck is due', async () => {
    const { visitor, take, clock } = await known()
    clock.at += 60
    await Promise.all(
      Array.from({ length: 1_000 }, () => visitor.send((session) => session.get('visits'))),
    )
    expect(take().filter((verb) => verb !== 'load')).toEqual(['epoch'])
  })

  it('is about two each for a thousand parallel updates in one process', async () => {
    const { visitor, take } = await known()
    const count = () =>
      visitor.visit((session) =>
        session.update((data) => {
          data.visits = (data.visits ?? 0) + 1
        }),
      )
    await Promise.all(Array.from({ length: 1_000 }, count))
    expect(take().length).toBeLessThanOrEqual(2_010)
    expect(await (await visitor.visit((session) => session.get('visits'))).text()).toBe('1001')
  })
})
