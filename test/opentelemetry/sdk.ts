/**
 * The real SDK with its real OTLP/HTTP exporters, sending to a collector.
 *
 * @module
 */

import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { type Collector, startCollector } from './collector.ts'

/** A running SDK. */
export interface Sdk {
  /** Where metrics go. */
  readonly meterProvider: MeterProvider
  /** Where spans go. */
  readonly tracerProvider: BasicTracerProvider
  /** What carries the current span through promises and callbacks. */
  readonly contextManager: AsyncLocalStorageContextManager
  /** What arrives. */
  readonly collector: Collector
  /** Sends everything that is waiting to be sent. */
  flush(): Promise<void>
  /** Ends it all. */
  close(): Promise<void>
}

/** Starts an SDK with a collector of its own. */
export async function startSdk(): Promise<Sdk> {
  const collector = await startCollector()
  const exporter = new OTLPMetricExporter({ url: `${collector.origin}/v1/metrics` })
  const meterProvider = new MeterProvider({
    // An hour apart: whatever is sent, is sent because a test asks.
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  })
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${collector.origin}/v1/traces` })),
    ],
  })
  return {
    meterProvider,
    tracerProvider,
    contextManager: new AsyncLocalStorageContextManager().enable(),
    collector,
    async flush() {
      await Promise.all([meterProvider.forceFlush(), tracerProvider.forceFlush()])
    },
    async close() {
      await Promise.all([meterProvider.shutdown(), tracerProvider.shutdown()])
      collector.close()
    },
  }
}
