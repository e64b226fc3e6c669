/**
 * A session that can be read and not changed, for pages: Next sets no cookie while it renders.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { webExchange } from './web-exchange.ts'

// A page may be rendered twice, or ahead of a visitor who never comes: nothing is taken there either.
const changes: ReadonlySet<string | symbol> = new Set<keyof Session>([
  'set',
  'delete',
  'pop',
  'setDefault',
  'clear',
  'flash',
  'takeFlashes',
  'login',
  'regenerate',
])
// These answer with a promise.
const laterChanges: ReadonlySet<string | symbol> = new Set<keyof Session>(['update', 'logout'])

/** Opens the session of a page. */
export async function openReadOnly<Data extends object>(
  sessions: Sessions<Data>,
  request: Request,
): Promise<Session<Data>> {
  const exchange = webExchange(request, undefined)
  const session = await sessions.open(exchange)
  // Nothing was touched, so nothing is written; from now on nothing can be.
  await sessions.commit(session, exchange)
  return readOnly(session)
}

/** Shows a committed session; every change of it throws `ERR_READ_ONLY`. */
export function readOnly<Data extends object>(session: Session<Data>): Session<Data> {
  return new Proxy<Session<Data>>(session, {
    ...refusals('session'),
    get(target, key) {
      if (changes.has(key)) return () => refuse(`session.${String(key)}()`)
      if (laterChanges.has(key)) return async () => refuse(`session.${String(key)}()`)
      return shownMember(target, key, 'session')
    },
  })
}

function shown(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Promise) return value
  return new Proxy(value, {
    ...refusals(name),
    get: (target, key) => shownMember(target, key, name),
  })
}

// Methods run on what is shown itself: `#private` fields, Map, Set and Date are nowhere else.
function shownMember(target: object, key: string | symbol, name: string): unknown {
  const member: unknown = Reflect.get(target, key, target)
  const memberName = name === 'session' ? `session.${String(key)}` : name
  if (typeof member !== 'function') return shown(member, memberName)
  return (...args: unknown[]) => {
    try {
      return shown(Reflect.apply(member, target, args), memberName)
    } catch (error) {
      // A committed session and its data refuse changes already, for a reason that is not this one.
      const isRefusal = error instanceof CoatcheckError && error.code === 'ERR_HEADERS_SENT'
      return isRefusal ? refuse(memberName) : raise(error)
    }
  }
}

function refusals(name: string): ProxyHandler<object> {
  return {
    set: (_target, key) => refuse(name === 'session' ? `session.${String(key)}` : name),
    defineProperty: () => refuse(name),
    deleteProperty: () => refuse(name),
    setPrototypeOf: () => refuse(name),
    preventExtensions: () => refuse(name),
  }
}

function raise(error: unknown): never {
  throw error
}

/** Makes the error of a change where Next sets no cookie. */
export function readOnlyError(what: string, options?: ErrorOptions): CoatcheckError {
  return new CoatcheckError(
    'ERR_READ_ONLY',
    `${what}: a page only reads the session, since Next sets no cookie while it renders; ` +
      'move the change into a route handler or server action made by withSession()',
    options,
  )
}

function refuse(what: string): never {
  throw readOnlyError(what)
}
