import { inspect } from 'node:util'
import { createSessions, type Session } from 'coatcheck'
import { describe, expect, it, vi } from 'vitest'
import { secretA, secureName, type Visitor, visitorOf } from './visitor.ts'

interface Data {
  visits: number
  cart: Record<string, number>
  userId: number
}

const inherited = ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf', 'toJSON']

const stranger = <D extends object = Data>(): Visitor<D> =>
  visitorOf(createSessions<D>({ secrets: secretA }))

async function known(): Promise<Visitor<Data>> {
  const visitor = stranger()
  await visitor.visit((session) => {
    session.set('visits', 1)
    session.set('cart', { '7': 1 })
  })
  return visitor
}

describe('get and has', () => {
  it.each(inherited)('do not find the inherited name %s', async (name) => {
    const { value } = await stranger<Record<string, unknown>>().visit((session) => [
      session.has(name),
      session.get(name),
      session.get(name, 'fallback'),
      session.pop(name, 'fallback'),
      session.delete(name),
    ])
    expect(value).toEqual([false, undefined, 'fallback', 'fallback', false])
  })

  it.each(inherited)('find the name %s once it is set, in the next request too', async (name) => {
    const visitor = stranger<Record<string, unknown>>()
    const first = await visitor.visit((session) => {
      const earlier = session.setDefault(name, 'text')
      return [earlier, session.has(name), session.get(name)]
    })
    const next = await visitor.visit((session) => [session.pop(name), session.has(name)])
    expect(first.value).toEqual(['text', true, 'text'])
    expect(next.value).toEqual(['text', false])
    expect(visitor.jar.size).toBe(0)
  })

  it('tell a key that holds undefined from one that is not there', async () => {
    const { value } = await stranger<{ note: string | undefined }>().visit((session) => {
      session.data.note = undefined
      return [session.has('note'), session.get('note', 'fallback')]
    })
    expect(value).toEqual([true, undefined])
  })
})

describe('pop', () => {
  it('gives the value, still what it was, and removes the key', async () => {
    const visitor = await known()
    const { value } = await visitor.visit((session) => [session.pop('cart'), session.has('cart')])
    expect(value).toEqual([{ '7': 1 }, false])
    expect((await visitor.visit((session) => session.has('cart'))).value).toBe(false)
  })
})

describe('setDefault', () => {
  it('gives the live value, whose changes are kept', async () => {
    const visitor = stranger()
    await visitor.visit((session) => {
      const cart = session.setDefault('cart', {})
      cart['7'] = 2
    })
    await visitor.visit((session) => {
      const cart = session.setDefault('cart', {})
      cart['7'] = (cart['7'] ?? 0) + 1
    })
    expect((await visitor.visit((session) => session.get('cart'))).value).toEqual({ '7': 3 })
  })
})

describe('update', () => {
  it('resolves what its function returns, and keeps the change', async () => {
    const visitor = stranger()
    const { value } = await visitor.visit((session) =>
      session.update((data) => {
        data.visits = (data.visits ?? 0) + 1
        return data.visits
      }),
    )
    expect(value).toBe(1)
    expect((await visitor.visit((session) => session.get('visits'))).value).toBe(1)
  })
})

describe('an update with an asynchronous function', () => {
  it('is refused, and a failure of that function later on ends no process', async () => {
    const failure = Promise.reject(new RangeError('The function failed later'))
    failure.catch(() => {}) // or the test run would end where an app would
    const listened = vi.spyOn(failure, 'then')
    const { error } = await stranger().visit((session) =>
      session.update((() => failure) as unknown as () => number),
    )
    expect(error?.code).toBe('ERR_OPTIONS')
    expect(listened).toHaveBeenCalled()
  })
})

describe('a value taken before an update', () => {
  it('is live after it, too', async () => {
    const visitor = await known()
    await visitor.visit(async (session) => {
      const cart = session.setDefault('cart', {})
      await session.update((data) => {
        data.visits = 2
      })
      cart['8'] = 1
    })
    const { value } = await visitor.visit((session) => ({ ...session.data }))
    expect(value).toEqual({ visits: 2, cart: { '7': 1, '8': 1 } })
  })
})

describe.each([
  ['logout()', (session: Session<Data>) => session.logout()],
  ['clear()', (session: Session<Data>) => session.clear()],
])('%s', (_what, end) => {
  it('leaves a fresh, empty session that can be written', async () => {
    const visitor = await known()
    await visitor.visit((session) => session.login('ada'))
    const old = await visitor.visit((session) => session.handle)
    const { value } = await visitor.visit(async (session) => {
      const { data } = session
      session.permanent = true
      session.flash('Old')
      await end(session)
      const state = {
        data: { ...session.data },
        isSameObject: session.data === data,
        isNew: session.isNew,
        subject: session.subject,
        authenticatedAt: session.authenticatedAt,
        permanent: session.permanent,
        isSameSession: session.handle === old.value,
      }
      session.flash('Bye')
      return state
    })
    expect(value).toEqual({
      data: {},
      isSameObject: true,
      isNew: true,
      subject: null,
      authenticatedAt: null,
      permanent: false,
      isSameSession: false,
    })
    const { value: flashes } = await visitor.visit((session) => session.takeFlashes())
    expect(flashes).toEqual([{ text: 'Bye', category: 'message' }])
  })

  it('deletes the cookie when nothing follows', async () => {
    const visitor = await known()
    await visitor.visit(end)
    expect(visitor.jar.size).toBe(0)
  })

  it('can be followed by a login', async () => {
    const visitor = await known()
    await visitor.visit(async (session) => {
      await end(session)
      session.login('bob')
    })
    const { value } = await visitor.visit((session) => [session.subject, { ...session.data }])
    expect(value).toEqual(['bob', {}])
  })
})

describe('login', () => {
  it('keeps what an anonymous visitor had', async () => {
    const visitor = await known()
    await visitor.visit((session) => session.login(7))
    const { value } = await visitor.visit((session) => [session.subject, session.get('visits')])
    expect(value).toEqual(['7', 1])
  })

  it('keeps what the same subject had', async () => {
    const visitor = await known()
    await visitor.visit((session) => session.login(7))
    await visitor.visit((session) => session.login('7'))
    expect((await visitor.visit((session) => session.get('visits'))).value).toBe(1)
  })

  it('drops data and messages of another subject, and `data` stays the same object', async () => {
    const visitor = await known()
    await visitor.visit((session) => {
      session.login('ada')
      session.flash('For Ada')
    })
    const { value } = await visitor.visit((session) => {
      const { data } = session
      session.login('bob')
      data.userId = 2
      return session.data === data
    })
    expect(value).toBe(true)
    const next = await visitor.visit((session) => [
      session.subject,
      { ...session.data },
      session.takeFlashes(),
    ])
    expect(next.value).toEqual(['bob', { userId: 2 }, []])
  })

  it('gives a new cookie, even to the same subject', async () => {
    const visitor = await known()
    await visitor.visit((session) => session.login('ada'))
    const before = visitor.jar.get(secureName)
    await visitor.visit((session) => session.login('ada'))
    expect(visitor.jar.get(secureName)).not.toBe(before)
  })
})

describe('regenerate', () => {
  it('gives a new cookie and keeps everything', async () => {
    const visitor = await known()
    const before = visitor.jar.get(secureName)
    const { lines } = await visitor.visit((session) => session.regenerate())
    expect(lines).toHaveLength(1)
    expect(visitor.jar.get(secureName)).not.toBe(before)
    expect((await visitor.visit((session) => session.get('visits'))).value).toBe(1)
  })
})

describe('takeFlashes', () => {
  it('gives every message once, oldest first, over several requests', async () => {
    const visitor = stranger()
    await visitor.visit((session) => session.flash('One'))
    await visitor.visit((session) => session.flash('Two', 'error'))
    const first = await visitor.visit((session) => session.takeFlashes())
    const second = await visitor.visit((session) => session.takeFlashes())
    expect(first.value).toEqual([
      { text: 'One', category: 'message' },
      { text: 'Two', category: 'error' },
    ])
    expect(second.value).toEqual([])
  })

  it('ends a session that held nothing else', async () => {
    const visitor = stranger()
    await visitor.visit((session) => session.flash('One'))
    await visitor.visit((session) => session.takeFlashes())
    expect(visitor.jar.size).toBe(0)
  })

  it('sees a message left in the same request', async () => {
    const { value } = await stranger().visit((session) => {
      session.flash('Now')
      return session.takeFlashes()
    })
    expect(value).toEqual([{ text: 'Now', category: 'message' }])
  })
})

describe('permanent', () => {
  it('keeps the cookie until the absolute deadline, at most 400 days', async () => {
    const ages = []
    for (const absoluteTimeout of ['30d', '500d'] as const) {
      const visitor = visitorOf(createSessions<Data>({ secrets: secretA, absoluteTimeout }))
      const { lines } = await visitor.visit((session) => {
        session.permanent = true
        session.set('visits', 1)
      })
      ages.push(/Max-Age=(\d+)/.exec(lines[0] ?? '')?.[1])
    }
    expect(ages).toEqual([String(30 * 86_400), String(400 * 86_400)])
  })
})

describe('isNew', () => {
  it('is true until a request reads an earlier session', async () => {
    const visitor = stranger()
    const first = await visitor.visit((session) => {
      session.set('visits', 1)
      return session.isNew
    })
    expect(first.value).toBe(true)
    expect((await visitor.visit((session) => session.isNew)).value).toBe(false)
  })
})

describe('the handle', () => {
  it('is 43 characters of base64url, the same through change, login and regenerate', async () => {
    const visitor = stranger()
    const handles = []
    for (const handle of [
      (session: Session<Data>) => session.set('visits', 1),
      (session: Session<Data>) => session.set('visits', 2),
      (session: Session<Data>) => session.login('ada'),
      (session: Session<Data>) => session.regenerate(),
    ]) {
      const { value } = await visitor.visit((session) => {
        handle(session)
        return session.handle
      })
      handles.push(value)
    }
    expect(new Set(handles).size).toBe(1)
    expect(handles[0]).toMatch(/^[\w-]{43}$/)
  })

  it('differs from visitor to visitor', async () => {
    const [one, other] = [await known(), await known()]
    const read = (session: Session<Data>): string => session.handle
    expect((await one.visit(read)).value).not.toBe((await other.visit(read)).value)
  })
})

describe('a session that is printed', () => {
  it('shows data as JSON, and nothing when spread, cloned or enumerated', async () => {
    const { value } = await (await known()).visit((session) => ({
      json: JSON.stringify(session),
      spread: { ...session },
      clone: structuredClone(session) as unknown,
      keys: [...Object.keys(session), ...Object.getOwnPropertyNames(session)],
      symbols: Object.getOwnPropertySymbols(session),
    }))
    expect(value).toEqual({
      json: '{"visits":1,"cart":{"7":1}}',
      spread: {},
      clone: {},
      keys: [],
      symbols: [],
    })
  })

  it('shows its handle in part and its keys, and never a value', async () => {
    const { value } = await (await known()).visit((session) => {
      session.has('visits')
      return { handle: session.handle, shown: inspect(session) }
    })
    const start = value?.handle.slice(0, 8)
    expect(value?.shown).toBe(`Session { handle: '${start}…', keys: ['visits', 'cart'] }`)
  })

  it('shows no field however closely it is looked at', async () => {
    const { value } = await (await known()).visit((session) => {
      session.has('visits')
      const options = { showHidden: true, getters: false, depth: 9, customInspect: false }
      return inspect(session, options)
    })
    expect(value).not.toMatch(/id|draft|state|Uint8Array/i)
  })
})
