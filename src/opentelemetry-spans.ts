/**
 * A span around every command of a store, below whatever span the request is in, so that those of the
 * database's own client come below it.
 *
 * @module
 */

import { type Attributes, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import type { SessionEvent } from './events.ts'
import type { Store } from './store.ts'
import { storeAround } from './store-around.ts'

/** Gives a store whose commands are spans, such as `load session store`. */
export function storeWithSpans(store: Store, tracer: Tracer): Store {
  return storeAround(store, (verb, run) =>
    tracer.startActiveSpan(
      `${verb} session store`,
      { attributes: { 'coatcheck.store.verb': verb } },
      async (span) => {
        try {
          return await run()
        } catch (error) {
          // Its message may be the database's, which says what it likes.
          span.setAttribute('error.type', errorType(error))
          span.setStatus({ code: SpanStatusCode.ERROR })
          throw error
        } finally {
          span.end()
        }
      },
    ),
  )
}

/** Says on the span that the request is in what became of its session. */
export function noteOnSpan(event: SessionEvent): void {
  const attributes = attributesOf(event)
  if (attributes !== undefined) trace.getActiveSpan()?.setAttributes(attributes)
}

function attributesOf(event: SessionEvent): Attributes | undefined {
  if (event.type === 'rejected') return { 'coatcheck.rejection.reason': event.reason }
  return event.type === 'committed' ? { 'coatcheck.session.change': event.change } : undefined
}

function errorType(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
