/**
 * Data after the response's head was sent: reading goes on, as streaming templates need; a write
 * is an error, since it could no longer be kept.
 *
 * @module
 */

import { CoatcheckError } from './errors.ts'

// The methods of Map, Set and Date that change them; of typed arrays, those that write.
const mutators: ReadonlySet<string> = new Set(
  'set add delete clear fill copyWithin reverse sort'.split(' '),
)

/** Makes the error of a write that comes too late. */
export function headersSent(what: string): CoatcheckError {
  return new CoatcheckError(
    'ERR_HEADERS_SENT',
    `${what}: the response's head was sent, so this change could no longer be kept; ` +
      'change the session before the first byte of the answer',
  )
}

/** Gives a view of a value, through which nothing can be written at any depth. */
export function guardedView<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  const refuse = (): never => {
    throw headersSent('session.data')
  }
  return new Proxy(value, {
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    setPrototypeOf: refuse,
    preventExtensions: refuse,
    get(target, key) {
      // Read with the target as receiver: Map, Set and Date work on nothing else.
      const member: unknown = Reflect.get(target, key, target)
      if (typeof member !== 'function') return isFixed(target, key) ? member : guardedView(member)
      if (Array.isArray(target)) return member
      if (typeof key === 'string' && changes(target, key)) return refuse
      // What a Map, a Set or its iterator gives is guarded as well.
      return (...args: unknown[]) =>
        guardedView(Reflect.apply(member, target, key === 'forEach' ? args.map(guarded) : args))
    },
    getOwnPropertyDescriptor(target, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key)
      return descriptor === undefined || !('value' in descriptor) || isFixed(target, key)
        ? descriptor
        : { ...descriptor, value: guardedView(descriptor.value) }
    },
  })
}

function changes(target: object, method: string): boolean {
  return mutators.has(method) || (method.startsWith('set') && target instanceof Date)
}

function guarded(callback: unknown): unknown {
  if (typeof callback !== 'function') return callback
  return (...args: unknown[]) => Reflect.apply(callback, undefined, args.map(guardedView))
}

// A proxy has to show what can never change (a frozen object's members) as it is.
function isFixed(target: object, key: PropertyKey): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key)
  return descriptor?.configurable === false && descriptor.writable !== true
}
