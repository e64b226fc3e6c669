/**
 * Metrics and spans of sessions through OpenTelemetry, by its API alone: which SDK and which exporter
 * is the app's to choose.
 *
 * @module
 */

import {
  type MeterProvider,
  metrics,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import type { EventListener, SessionEvent } from './events.ts'
import { sessionMetrics } from './opentelemetry-metrics.ts'
import { noteOnSpan, storeWithSpans } from './opentelemetry-spans.ts'
import type { Store } from './store.ts'

/** The options of `createSessions` that are observed. */
export interface Observable {
  /** Where the data is kept, if in a store. */
  readonly store?: Store | undefined
  /** Called with every event. */
  readonly onEvent?: EventListener | undefined
}

/** Where to report to. */
export interface ObservedOptions {
  /** Where metrics go (default: the global provider, as it is when something happens). */
  readonly meterProvider?: MeterProvider | undefined
  /** Where spans go (default: the global provider). */
  readonly tracerProvider?: TracerProvider | undefined
}

const scope = 'coatcheck'

/**
 * Gives options for `createSessions` that report to OpenTelemetry: every event as a metric, and every
 * command of the store as a span below the request's. The app's own `onEvent` goes on being called.
 *
 * No attribute ever says whose session it was. The SDK may be started before or after.
 *
 * @see OpenTelemetry semantic conventions, Naming
 *
 * @example
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { observed } from 'coatcheck/opentelemetry'
 *
 * const sessions = createSessions(observed({ ...optionsFromEnv(), store }))
 */
export function observed<Options extends object>(
  options: Options & Observable,
  { meterProvider, tracerProvider }: ObservedOptions = {},
): Options {
  const { store, onEvent } = options
  const record = recorder(meterProvider)
  const tracer: Tracer = (tracerProvider ?? trace).getTracer(scope)
  return {
    ...options,
    onEvent(event: SessionEvent) {
      record(event)
      noteOnSpan(event)
      return onEvent?.(event)
    },
    ...(store === undefined ? {} : { store: storeWithSpans(store, tracer) }),
  }
}

// Instruments made before an SDK is there record nothing for ever, so they are made anew with it.
function recorder(own: MeterProvider | undefined): EventListener {
  let provider: MeterProvider | undefined
  let record: EventListener = () => {}
  return (event) => {
    const current = own ?? metrics.getMeterProvider()
    if (current !== provider) {
      provider = current
      record = sessionMetrics(current.getMeter(scope))
    }
    record(event)
  }
}
