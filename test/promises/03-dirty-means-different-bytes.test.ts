import { createSessions, type Session, type SessionEvent } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { secretA, secureName, type Visitor, visitorOf } from './visitor.ts'

interface Data {
  visits: number
  cart: Record<string, number>
  tree: { branches: { leaves: string[] }[] }
  seen: Map<string, { times: number }>
  tags: Set<string>
  at: Date
  bytes: Uint8Array
  note: string | undefined
}

async function visitor(events: SessionEvent[] = []): Promise<Visitor<Data>> {
  const onEvent = (event: SessionEvent): void => void events.push(event)
  const made = visitorOf(createSessions<Data>({ secrets: secretA, onEvent }))
  await made.visit((session) => {
    session.set('visits', 1)
    session.set('cart', { '7': 1 })
    session.set('tree', { branches: [{ leaves: ['a', 'b'] }] })
    session.set('seen', new Map([['home', { times: 1 }]]))
    session.set('tags', new Set(['new']))
    session.set('at', new Date(0))
    session.set('bytes', Uint8Array.of(1, 2, 3))
    session.flash('Hello', 'greeting')
  })
  events.length = 0
  return made
}

const nested: Record<string, (session: Session<Data>) => unknown> = {
  'a key of an object': (session) => {
    const cart = session.setDefault('cart', {})
    cart['7'] = (cart['7'] ?? 0) + 1
  },
  'a removed key of an object': (session) => delete session.data.cart?.['7'],
  'an element three levels down': (session) =>
    session.get('tree')?.branches[0]?.leaves.splice(1, 1, 'c'),
  'the order of a list': (session) => session.get('tree')?.branches[0]?.leaves.reverse(),
  'a value inside a Map': (session) => {
    const home = session.get('seen')?.get('home')
    if (home !== undefined) home.times += 1
  },
  'a Set': (session) => session.data.tags?.add('more'),
  'a Date turned by hand': (session) => session.get('at')?.setTime(1),
  'one byte': (session) => session.get('bytes')?.set([9], 0),
  'undefined in place of nothing': (session) => {
    session.data.note = undefined
  },
  'a value behind a reference taken before an await': async (session) => {
    const cart = session.get('cart', {})
    await Promise.resolve()
    cart['8'] = 1
  },
}

describe('a change at any depth', () => {
  it.each(Object.entries(nested))('is noticed and kept: %s', async (_what, change) => {
    const one = await visitor()
    const before = await one.visit((session) => structuredClone({ ...session.data }))
    const written = await one.visit(change)
    const after = await one.visit((session) => structuredClone({ ...session.data }))
    expect(written.lines).toHaveLength(1)
    expect(after.value).not.toStrictEqual(before.value)
  })
})

const equal: Record<string, (session: Session<Data>) => unknown> = {
  'the same number': (session) => session.set('visits', 1),
  'an equal object': (session) => session.set('cart', { '7': 1 }),
  'an equal tree': (session) => session.set('tree', { branches: [{ leaves: ['a', 'b'] }] }),
  'an equal Map': (session) => session.set('seen', new Map([['home', { times: 1 }]])),
  'an equal Date': (session) => session.set('at', new Date(0)),
  'equal bytes': (session) => session.set('bytes', Uint8Array.of(1, 2, 3)),
  'a change taken back': (session) => {
    session.set('visits', 2)
    session.set('visits', 1)
  },
  'a nested change taken back': (session) => {
    const cart = session.get('cart', {})
    cart['8'] = 1
    delete cart['8']
  },
  'a flash taken and left again': (session) => {
    for (const { text, category } of session.takeFlashes()) session.flash(text, category)
  },
  'permanent as it was': (session) => {
    session.permanent = false
  },
  'an update to an equal value': (session) =>
    session.update((data) => {
      data.visits = 1
    }),
}

describe('setting an equal value', () => {
  it.each(Object.entries(equal))('writes nothing: %s', async (_what, set) => {
    const events: SessionEvent[] = []
    const one = await visitor(events)
    const sealed = one.jar.get(secureName)
    const { lines } = await one.visit(set)
    expect(lines).toEqual([])
    expect(one.jar.get(secureName)).toBe(sealed)
    expect(events.map(({ type }) => type)).toEqual(['opened'])
  })
})

describe('what is no data', () => {
  it('counts too: permanent', async () => {
    const one = await visitor()
    const { lines } = await one.visit((session) => {
      session.permanent = true
    })
    expect(lines).toHaveLength(1)
    expect((await one.visit((session) => session.permanent)).value).toBe(true)
  })

  it('counts too: a message, and its category', async () => {
    const one = await visitor()
    const { lines } = await one.visit((session) => {
      session.takeFlashes()
      session.flash('Hello', 'warning')
    })
    expect(lines).toHaveLength(1)
    const { value } = await one.visit((session) => session.takeFlashes())
    expect(value).toEqual([{ text: 'Hello', category: 'warning' }])
  })
})

describe('keys that the schema strips', () => {
  it('stay while nothing changes, and go with the next change', async () => {
    const { z } = await import('zod')
    const schema = z.object({ visits: z.number().optional() })
    const one = await visitor()
    const strict = visitorOf(
      createSessions<{ visits: number }>({ secrets: secretA, schema }),
      undefined,
      one.jar,
    )
    const read = await strict.visit((session) => ({ ...session.data }))
    expect(read).toMatchObject({ value: { visits: 1 }, lines: [] })
    expect((await one.visit((session) => session.has('cart'))).value).toBe(true)
    expect((await strict.visit((session) => session.set('visits', 2))).lines).toHaveLength(1)
    expect((await one.visit((session) => session.has('cart'))).value).toBe(false)
  })
})
